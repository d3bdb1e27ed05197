//! References to entities are references to their rows: where these have keys, by their keys.

use crocus::prelude::*;
use crocus::{ErrorKind, State, Value};

use crate::database::{committed, database, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    author: ForeignKey<User>,
    editor: Option<ForeignKey<User>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Profile {
    #[column(primary_key)]
    user: ForeignKey<User>,
    bio: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(primary_key(from, to), table = "follows")]
struct Follow {
    from: ForeignKey<User>,
    to: ForeignKey<User>,
    #[column(default = 0)]
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Desk {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    user: Option<ForeignKey<User>>,
}

fn engine() -> Engine {
    database(&schema![User, Post, Profile, Follow, Desk])
}

fn user(name: &str) -> User {
    User::builder().name(name).build()
}

/// Two users, committed.
fn users() -> (Session, [Entity<User>; 2]) {
    let mut s = engine().session();
    let users = ["ann", "bob"].map(|name| s.add(user(name)));
    s.commit().unwrap();
    (s, users)
}

fn profile(user: Entity<User>, bio: &str) -> Profile {
    Profile {
        user: user.into(),
        bio: bio.into(),
    }
}

#[test]
fn a_reference_to_the_entity_of_the_same_row_is_no_change() {
    let (mut s, [ann, bob]) = users();
    let post = s.add(Post::builder().author(ann).build());
    s.commit().unwrap();
    s[post].author = ann.into();
    assert!(!s.is_modified(post).unwrap() && s.dirty::<Post>().is_empty());
    assert!(s.changes(post).unwrap().is_empty());
    let ((), statements) = sent(&mut s, Session::flush);
    assert!(statements.is_empty());
    s[post].author = bob.into();
    let cleo = s.add(user("cleo"));
    s[post].editor = Some(cleo.into());
    assert_eq!(s.dirty::<Post>(), [post]);
    let changes = s.changes(post).unwrap();
    assert_eq!(
        (&changes[0].old, &changes[0].new),
        (&Value::Integer(1), &Value::Integer(2))
    );
    // This one has no key yet.
    assert_eq!(
        (changes[1].field, &changes[1].old),
        ("editor", &Value::Null)
    );
    assert!(matches!(changes[1].new, Value::Pending(_)));
    s.commit().unwrap();
    assert!(s.changes(post).unwrap().is_empty());
}

#[test]
fn a_key_that_is_a_reference_is_given_by_the_entity() {
    let (mut s, [ann, bob]) = users();
    let anns = s.merge(profile(ann, "a")).unwrap();
    assert_eq!(s.state(anns), State::Pending);
    s.commit().unwrap();
    assert_eq!(s.get::<Profile>(ForeignKey::from(ann)).unwrap(), Some(anns));
    assert_eq!(s.get_one::<Profile>(ForeignKey::new(1)).unwrap(), anns);
    assert_eq!(s.get::<Profile>(ForeignKey::from(bob)).unwrap(), None);
    assert_eq!(s.merge(profile(ann, "b")).unwrap(), anns);
    s.commit().unwrap();
    assert_eq!(s[anns].bio, "b");
    let stored = Profile::get(ForeignKey::from(ann), &mut s).unwrap();
    assert_eq!(stored, Some(s[anns].clone()));
    // As values.
    let mut value = profile(ann, "?");
    value.refresh(&mut s).unwrap();
    assert_eq!(value.bio, "b");
    let mut value = profile(ann, "?");
    value
        .update(&mut s, |profile| profile.bio = "c".into())
        .unwrap();
    assert_eq!(s[anns].bio, "c");
    // Watched without being read.
    s.detach(anns).unwrap();
    let again = s.track(profile(ann, "c")).unwrap();
    assert_eq!(s.get::<Profile>(ForeignKey::new(1)).unwrap(), Some(again));
    fails(
        s.track(profile(ann, "c")),
        ErrorKind::Misuse,
        &["watched already"],
    );
    profile(ann, "?").delete(&mut s).unwrap();
    assert_eq!(s.state(again), State::Deleted);
    // Of somebody who has no key yet: added, and found when both have theirs.
    let cleo = s.add(user("cleo"));
    fails(s.track(profile(cleo, "x")), ErrorKind::Misuse, &["add"]);
    let cleos = s.merge(profile(cleo, "x")).unwrap();
    s.commit().unwrap();
    assert_eq!(
        s.get::<Profile>(ForeignKey::from(cleo)).unwrap(),
        Some(cleos)
    );
}

#[test]
fn a_row_is_replaced_by_one_that_refers_to_the_same_entities() {
    let (mut s, [ann, bob]) = users();
    let follow = |n| Follow {
        from: ann.into(),
        to: bob.into(),
        n,
    };
    let first = s.add(follow(1));
    let desk = s.add(Desk::builder().user(ann).build());
    s.commit().unwrap();
    s.delete(first);
    s.delete(desk);
    let second = s.add(follow(2));
    let other = s.add(Desk::builder().user(ann).build());
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(statements.len(), 3, "{statements:?}");
    assert_eq!(
        (s.state(first), s.state(second)),
        (State::Deleted, State::Persistent)
    );
    s.commit().unwrap();
    assert_eq!(s.get::<Follow>((1, 2)).unwrap(), Some(second));
    assert_eq!((s[second].n, s[other].user), (2, Some(ForeignKey::new(1))));
    // And they change places.
    let desk = s.add(Desk::builder().user(bob).build());
    s.commit().unwrap();
    (s[desk].user, s[other].user) = (Some(ann.into()), Some(bob.into()));
    s.commit().unwrap();
    let users = [desk, other].map(|desk| s[desk].user);
    assert_eq!(users, [1, 2].map(|id| Some(ForeignKey::new(id))));
}

#[test]
fn a_child_leaves_for_a_new_parent_that_takes_the_unique_name_of_the_old_one() {
    let (mut s, [ann, _]) = users();
    let post = s.add(Post::builder().author(ann).editor(ann).build());
    s.commit().unwrap();
    s.delete(ann);
    let new = s.add(user("ann"));
    s[post].author = new.into();
    s[post].editor = Some(new.into());
    s.commit().unwrap();
    let key = ForeignKey::new(s[new].id);
    assert_eq!((s[post].author, s[post].editor), (key, Some(key)));
    assert_eq!(Post::get(1, &mut s).unwrap(), Some(s[post].clone()));
    let engine = s.engine();
    assert_eq!(
        committed(engine, "SELECT count(*) FROM users WHERE name = 'ann'"),
        1
    );
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Visit {
    #[column(primary_key)]
    id: i64,
    profile: Option<ForeignKey<Profile>>,
}

#[test]
fn a_reference_to_a_new_row_whose_key_is_a_reference_takes_its_key() {
    for user_first in [true, false] {
        let mut s = database(&schema![User, Profile, Visit]).session();
        let ada = s.add(User::builder().name("ada").build());
        if user_first {
            s.commit().unwrap();
        }
        let profile = s.add(Profile::builder().user(ada).bio("b").build());
        let visit = s.add(Visit::builder().profile(profile).build());
        s.commit().unwrap();
        let key = Some(Value::Integer(s[ada].id));
        let stored: Option<i64> = sql("SELECT profile_id FROM visits").scalar(&mut s).unwrap();
        assert_eq!(stored.map(Value::Integer), key);
        s.refresh(visit).unwrap();
        assert!(s[visit].profile.is_some());
    }
}

#[test]
fn a_reference_to_a_deleted_entity_is_misuse_also_where_its_key_was_given_again() {
    let mut s = database(&schema![User, Post]).session();
    let ada = s.add(User::builder().name("ada").build());
    s.commit().unwrap();
    s.delete(ada);
    s.commit().unwrap();
    let bob = s.add(User::builder().name("bob").build());
    s.commit().unwrap();
    assert_eq!(s[bob].id, s[ada].id);
    let post = s.add(Post::builder().author(ada).build());
    fails(
        s.commit(),
        ErrorKind::Misuse,
        &["posts.author_id", "was deleted"],
    );
    s[post].author = bob.into();
    s.commit().unwrap();
}
