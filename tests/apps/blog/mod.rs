//! A blog: drafts are written, tagged and published, readers page, search and comment.

mod desk;
mod listing;
mod models;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use crocus::prelude::*;

use crate::scratch::Scratch;
use desk::DeskError;
use listing::Search;
use models::{Author, Comment, Post, PostTag, Slug, Status, Tag};

fn day(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 2, day, 8, 30, 0).unwrap()
}

fn open(scratch: &Scratch) -> crocus::Result<Engine> {
    let engine = scratch.open()?;
    engine.create_all(&schema![Comment, PostTag, Tag, Post, Author])?;
    Ok(engine)
}

/// Two who write, one who does not; five posts, the last a draft.
fn fill(s: &mut Session) -> desk::Result<()> {
    for (handle, name) in [("ada", "Ada Lovelace"), ("bob", "Bob"), ("cy", "Cy")] {
        desk::sign_up(handle, name, s)?;
    }
    for (n, (by, title, body, tags)) in (1..).zip([
        (
            "ada",
            "On Engines",
            "gears & wheels",
            &["maths", "History"][..],
        ),
        ("ada", "Notes, A to G", "100% of it", &["maths"]),
        ("bob", "Cooking at home", "under_score soup", &["food"]),
        (
            "bob",
            "On engines!",
            "of cars",
            &["history", "food", "cars"],
        ),
        ("ada", "Unfinished", "gears again", &["maths"]),
    ]) {
        let post = desk::write(by, title, body, s)?;
        desk::tag(post, tags, s)?;
        if title != "Unfinished" {
            let slug = s[post].slug.clone();
            desk::publish(&slug, day(n), s)?;
        }
    }
    Ok(())
}

fn comment(post: Entity<Post>, guest: &str, body: &str) -> Comment {
    Comment::builder()
        .post(post)
        .guest(guest)
        .body(body)
        .build()
}

#[test]
fn posts_are_written_published_and_found() -> Result<(), DeskError> {
    let scratch = Scratch::new("blog-listing");
    let engine = open(&scratch)?;
    engine.try_write(fill)?;
    let mut s = engine.session();

    let (page, pages) = listing::front_page(0, 3, &mut s)?;
    assert_eq!(pages, 2);
    let titles: Vec<_> = page.iter().map(|teaser| teaser.title.as_str()).collect();
    assert_eq!(titles, ["On engines!", "Cooking at home", "Notes, A to G"]);
    assert_eq!(page[0].slug, Slug("on-engines-2".into()));
    assert_eq!(
        (page[0].by.as_str(), page[0].published_at),
        ("Bob", Some(day(4)))
    );
    let (page, _) = listing::front_page(1, 3, &mut s)?;
    assert_eq!(page.len(), 1);

    let engines = Search {
        words: "engines on",
        ..Search::default()
    };
    assert_eq!(engines.titles(&mut s)?, ["On Engines", "On engines!"]);
    for (words, found) in [
        ("100%", 1),
        ("100_", 0),
        ("under_score", 1),
        ("gears", 1),
        ("", 4),
    ] {
        let search = Search {
            words,
            ..Search::default()
        };
        assert_eq!(search.titles(&mut s)?.len(), found, "{words}");
    }
    let history = Search {
        tag: Some("HISTORY"),
        by: Some("bob"),
        ..Search::default()
    };
    assert_eq!(history.titles(&mut s)?, ["On engines!"]);
    let recent = Search {
        since: Some(day(3)),
        ..Search::default()
    };
    assert_eq!(recent.titles(&mut s)?.len(), 2);
    assert_eq!(Tag::all(&mut s)?.len(), 4, "`history` is `History`");
    assert_eq!(
        listing::popular_tags(2, &mut s)?,
        [
            ("maths".into(), 3),
            ("food".into(), 2),
            ("History".into(), 2)
        ]
    );
    Ok(())
}

#[test]
fn readers_comment_and_are_counted() -> Result<(), DeskError> {
    let scratch = Scratch::new("blog-comments");
    let engine = open(&scratch)?;
    engine.try_write(fill)?;
    let mut s = engine.session();
    assert_eq!(listing::unheard(&mut s)?, ["ada", "bob"]);

    let post = desk::post(&Slug::of("On Engines"), &mut s)?;
    let bob = desk::author("bob", &mut s)?;
    let first = s.add(comment(post, "eve", "first!"));
    let answer = Comment::builder()
        .post(post)
        .author(bob)
        .body("no")
        .reply_to(first)
        .build();
    let answer = s.add(answer);
    s[answer].posted_at += TimeDelta::seconds(5);
    s.commit()?;
    assert_eq!(
        listing::discussion(post, &mut s)?,
        [
            ("eve".into(), "first!".into(), None),
            ("Bob".into(), "no".into(), Some("first!".into())),
        ]
    );
    assert_eq!(listing::unheard(&mut s)?, ["bob"]);
    let (page, _) = listing::front_page(0, 9, &mut s)?;
    let counts: Vec<_> = page.iter().map(|teaser| teaser.comments).collect();
    assert_eq!(counts, [0, 0, 0, 2]);

    let nobody = Comment::builder().post(post).body("boo").build();
    let error = nobody.insert(&mut s).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Check);
    assert_eq!(
        error.constraint().and_then(|broken| broken.name()),
        Some("somebody")
    );
    s.rollback()?;

    let seen = Post::filter(Post::author.eq(bob))
        .set(Post::views, Post::views + 21)
        .update(&mut s)?;
    assert_eq!(seen, 2);
    assert_eq!(
        listing::authors(&mut s)?,
        [
            ("ada".into(), 2, 0),
            ("bob".into(), 2, 42),
            ("cy".into(), 0, 0)
        ]
    );
    Ok(())
}

#[test]
fn what_is_taken_is_told_and_the_session_goes_on() -> Result<(), DeskError> {
    let scratch = Scratch::new("blog-slugs");
    let engine = open(&scratch)?;
    engine.try_write(fill)?;
    let mut s = engine.session();

    let twice = desk::sign_up("ada", "Another", &mut s).unwrap_err();
    assert!(matches!(twice, DeskError::HandleTaken(handle) if handle == "ada"));
    let long = desk::sign_up("a-handle-of-far-too-many-letters", "Long", &mut s).unwrap_err();
    assert!(matches!(long, DeskError::Database(error) if error.kind() == ErrorKind::Value));
    let nameless = desk::sign_up("", "Nameless", &mut s).unwrap_err();
    assert!(matches!(nameless, DeskError::Database(error) if error.kind() == ErrorKind::Check));
    let nobody = desk::write("eve", "x", "y", &mut s).unwrap_err();
    assert!(matches!(nobody, DeskError::Missing("author")));

    let third = desk::write("cy", "On engines?", "", &mut s)?;
    assert_eq!(s[third].slug.0, "on-engines-3");
    let _ = desk::write("cy", "ON ENGINES", "", &mut s)?;
    let fifth = desk::write("cy", "on engines", "", &mut s).unwrap_err();
    assert!(matches!(fifth, DeskError::SlugTaken(slug) if slug.0 == "on-engines"));
    s.commit()?;
    assert_eq!(
        Post::select().count(&mut s)?,
        7,
        "what found no slug is not there"
    );

    let again = desk::publish(&Slug::of("Cooking at home"), day(9), &mut s).unwrap_err();
    assert!(matches!(again, DeskError::AlreadyPublished(slug) if slug.0 == "cooking-at-home"));
    assert_eq!(s[third].author.key(), Some(&3));
    Ok(())
}

#[test]
fn an_edit_is_stamped_and_a_look_is_not() -> Result<(), DeskError> {
    let scratch = Scratch::new("blog-edits");
    let engine = open(&scratch)?;
    engine.try_write(fill)?;
    let mut s = engine.session();
    let post = desk::post(&Slug::of("Unfinished"), &mut s)?;
    let before = s[post].edited_at;

    s[post].title = "Finished".into();
    s[post].title = "Unfinished".into();
    s.commit()?;
    assert_eq!(s[post].edited_at, before, "set back is not changed");
    s[post].status = Status::Archived;
    s.commit()?;
    assert!(s[post].edited_at > before);

    let mut stored = Post::find_one(Post::title.eq("Unfinished"), &mut s)?;
    assert_eq!(stored.edited_at, s[post].edited_at);
    stored.update(&mut s, |post| post.status = Status::Draft)?;
    assert_eq!(s[post].status, Status::Draft, "one row is one entity");
    let bio = Author::filter(Author::bio.is_null())
        .set(Author::bio, "unknown")
        .update(&mut s)?;
    assert_eq!(bio, 3);
    s.commit()?;
    assert!(s[post].published_at.is_none());
    Ok(())
}

#[test]
fn an_author_goes_with_all_that_is_theirs() -> Result<(), DeskError> {
    let scratch = Scratch::new("blog-cascade");
    let engine = open(&scratch)?;
    engine.try_write(fill)?;
    let mut s = engine.session();
    let (ada, bob) = (desk::author("ada", &mut s)?, desk::author("bob", &mut s)?);
    let theirs = s.load(Post::filter(Post::author.eq(ada)))?;
    let kept = desk::post(&Slug::of("Cooking at home"), &mut s)?;
    let by_ada = Comment::builder()
        .post(kept)
        .author(ada)
        .body("salt")
        .build();
    let by_ada = s.add(by_ada);
    let to_ada = s.add(comment(theirs[0], "eve", "gone with the post"));
    let reply = Comment::builder()
        .post(kept)
        .author(bob)
        .reply_to(by_ada)
        .body("more")
        .build();
    let reply = s.add(reply);
    s.commit()?;

    let maths = Tag::find_one(Tag::name.eq("maths"), &mut s)?;
    let error = maths.clone().delete(&mut s).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKey, "{error}");

    s.delete(ada);
    s.flush()?;
    assert!(theirs.iter().all(|post| s.state(*post) == State::Deleted));
    for comment in [by_ada, to_ada, reply] {
        assert_eq!(s.state(comment), State::Deleted);
    }
    assert_eq!(Post::select().count(&mut s)?, 2);
    assert_eq!(PostTag::filter(PostTag::tag.eq(&maths)).count(&mut s)?, 0);
    s.rollback()?;
    assert_eq!(s.state(reply), State::Persistent);
    assert_eq!(Comment::select().count(&mut s)?, 3);

    let gone = Author::filter(Author::handle.eq("ada")).delete(&mut s)?;
    assert_eq!(gone, 1);
    assert_eq!(s.state(theirs[0]), State::Deleted);
    maths.delete(&mut s)?;
    s.commit()?;
    assert_eq!(s.get::<Comment>(s[reply].id)?, None);
    assert_eq!(Comment::select().count(&mut s)?, 0);
    assert_eq!(s[kept].author.key(), Some(&s[bob].id));
    Ok(())
}
