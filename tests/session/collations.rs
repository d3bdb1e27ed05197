//! Under a collation texts are equal that have other bytes, for SQLite and for a session.

use crocus::State;
use crocus::prelude::*;

use crate::database::database;

#[derive(Debug, Clone, PartialEq, Model)]
struct Tag {
    #[column(primary_key(assigned), collate = "NOCASE")]
    name: String,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "tag_uses")]
struct Use {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    tag: ForeignKey<Tag>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, collate = "NOCASE")]
    email: String,
}

fn tag(name: &str, n: i64) -> Tag {
    Tag {
        name: name.to_owned(),
        n,
    }
}

#[test]
fn a_cascade_is_followed_to_what_referred_in_other_letters() {
    let mut s = database(&schema![Tag, Use]).session();
    let rust = s.add(tag("rust", 1));
    let used = s.add(Use {
        id: 0,
        tag: ForeignKey::new("RUST".to_owned()),
    });
    s.commit().unwrap();
    s.delete(rust);
    s.commit().unwrap();
    assert_eq!(s.state(used), State::Deleted);
    assert_eq!(Use::select().count(&mut s).unwrap(), 0);
}

#[test]
fn a_unique_value_is_free_for_the_same_one_in_other_letters() {
    let mut s = database(&schema![User]).session();
    let user = |email: &str| User::builder().email(email).build();
    let (ada, bob) = (s.add(user("Ada")), s.add(user("bob")));
    s.commit().unwrap();
    (s[ada].email, s[bob].email) = ("BOB".into(), "ADA".into());
    s.commit().unwrap();
    s.delete(ada);
    let new = s.add(user("Bob"));
    s.commit().unwrap();
    let mut stored = User::all(&mut s).unwrap();
    stored.sort_by_key(|user| user.id);
    let mut known = [s[bob].clone(), s[new].clone()];
    known.sort_by_key(|user| user.id);
    assert_eq!(stored, known);
}

#[test]
fn a_key_that_is_added_again_in_other_letters_is_written_as_it_is_now() {
    let mut s = database(&schema![Tag, Use]).session();
    let rust = s.add(tag("rust", 1));
    s.commit().unwrap();
    s.delete(rust);
    let again = s.add(tag("Rust", 2));
    s.commit().unwrap();
    assert_eq!(Tag::all(&mut s).unwrap(), [tag("Rust", 2)]);
    assert_eq!(
        (s.state(rust), &s[again]),
        (State::Deleted, &tag("Rust", 2))
    );
}
