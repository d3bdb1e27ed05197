//! A long session of an editor: edits, undo, refresh, merge, failing flushes, reports.

mod mended;
mod reports;

use crocus::prelude::*;
use crocus::{ErrorKind, State};

#[derive(Debug, Clone, PartialEq, Model)]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 30)]
    title: String,
    #[column(default = "")]
    body: String,
    #[column(default = 0)]
    stars: i32,
    folder: Option<ForeignKey<Folder>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Folder {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

struct Undo;

impl From<crocus::Error> for Undo {
    fn from(_: crocus::Error) -> Self {
        Undo
    }
}

fn open() -> crocus::Result<Engine> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![Note, Folder])?;
    Ok(engine)
}

fn note(title: &str, stars: i32) -> Note {
    Note::builder().title(title).stars(stars).build()
}

#[test]
fn editing_and_undo() -> crocus::Result<()> {
    let engine = open()?;
    let mut s = engine.session();
    let a = s.add(note("a", 1));
    let [b, c] = s.add_all([note("b", 2), note("c", 3)])[..] else {
        unreachable!()
    };
    assert_eq!(s.state(a), State::Pending);
    assert_eq!(s.new_entities::<Note>().len(), 3);
    s.commit()?;
    assert_eq!(s.state(a), State::Persistent);
    assert!(!s.is_modified(a)?);

    s[a].body.push_str("hello");
    s[a].stars = 1;
    let changes = s.changes(a)?;
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].column, changes[0].field), ("body", "body"));
    assert_eq!(changes[0].old, "".into());
    assert_eq!(changes[0].new, "hello".into());
    assert_eq!(s.dirty::<Note>().len(), 1);
    s.commit()?;
    assert!(s.changes(a)?.is_empty());

    let undone: Result<(), Undo> = s.try_savepoint(|s| {
        s[a].body = "scribble".into();
        s.delete(b);
        s.flush()?;
        s.add(note("d", 4));
        assert_eq!(Note::select().count(s)?, 3);
        Err(Undo)
    });
    assert!(undone.is_err());
    assert_eq!(s[a].body, "hello");
    assert_eq!(s.state(b), State::Persistent);
    assert_eq!(Note::select().count(&mut s)?, 3);

    s.delete(c);
    assert_eq!(s.deleted::<Note>().len(), 1);
    assert_eq!(s.get::<Note>(s[c].id)?, None);
    s.flush()?;
    assert_eq!(s.state(c), State::Deleted);
    assert_eq!(s[c].title, "c", "readable still");
    let mut again = s[c].clone();
    again.stars = 30;
    let c2 = s.add(again);
    s.commit()?;
    assert_eq!(s[c2].id, s[c].id, "the key is kept");
    assert_eq!(Note::find_one(Note::title.eq("c"), &mut s)?.stars, 30);
    s.delete(a);
    s.restore(a)?;
    assert_eq!(s.state(a), State::Persistent);
    s.delete(a);
    s.add(s[a].clone());
    s.rollback()?;
    assert_eq!(s.state(a), State::Persistent);
    assert!(s.debug_view().contains("notes id=1: persistent"));
    Ok(())
}

#[test]
fn two_editors() -> crocus::Result<()> {
    let engine = open()?;
    let mut s = engine.session();
    let (a, b) = (s.add(note("a", 1)), s.add(note("b", 2)));
    s.commit()?;
    let id = s[a].id;
    engine.write(|other| {
        let a = other.get::<Note>(id)?.expect("it is there");
        other[a].stars = 50;
        Ok(())
    })?;
    assert_eq!(s[a].stars, 1);
    s.refresh(a)?;
    assert_eq!(s[a].stars, 50);

    engine.write(|other| {
        Note::filter(Note::id.eq(id))
            .set(Note::stars, 60)
            .update(other)
    })?;
    s[a].stars += 1;
    let error = s.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert!(
        error.to_string().contains("refresh it and try again"),
        "{error}"
    );
    s.refresh(a)?;
    s[a].stars += 1;
    s.commit()?;
    assert_eq!(s[a].stars, 61);

    let mut copy = s[a].clone();
    copy.body = "from a form".into();
    assert_eq!(s.merge(copy)?, a);
    assert_eq!(s.changes(a)?.len(), 1);
    s.commit()?;
    let owned = s.detach(b)?;
    assert_eq!(owned.title, "b");
    assert_eq!(s.state(b), State::Detached);
    let error = s.try_ref(b).unwrap_err();
    assert!(error.to_string().contains("it was detached"), "{error}");
    let b2 = s.track(owned)?;
    s[b2].stars = 7;
    s[a].stars = 8;
    assert_eq!(s.clear().unwrap_err().kind(), ErrorKind::Misuse);
    s.commit()?;
    s.clear()?;
    let [first, second] = s.load(Note::select().order_by(Note::title.asc()))?[..] else {
        unreachable!()
    };
    assert_eq!((s[first].stars, s[second].stars), (8, 7));
    let [x, y] = s.get_disjoint_mut([first, second])?;
    std::mem::swap(&mut x.title, &mut y.title);
    s.commit()?;
    engine.write(|other| Note::filter(Note::id.eq(id)).delete(other))?;
    let error = s.refresh(first).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    Ok(())
}
