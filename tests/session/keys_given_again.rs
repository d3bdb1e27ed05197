//! SQLite gives the key of a deleted row again: what refers to the new row is not what referred to the
//! old one.

use crocus::State;
use crocus::prelude::*;

use crate::database::database;

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
    title: String,
    #[column(on_delete = Cascade)]
    author: ForeignKey<User>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = SetNull)]
    user: Option<ForeignKey<User>>,
}

#[test]
fn children_of_a_row_that_took_the_key_of_a_deleted_one_stay() {
    let mut s = database(&schema![User, Post, Note]).session();
    let old = s.add(User::builder().name("ada").build());
    let gone = s.add(Post::builder().title("old").author(old).build());
    let left = s.add(Note::builder().user(old).build());
    s.commit().unwrap();
    s.delete(old);
    let ada = s.add(User::builder().name("ada").build());
    let post = s.add(Post::builder().title("x").author(ada).build());
    let note = s.add(Note::builder().user(ada).build());
    s.commit().unwrap();
    assert_eq!(s[ada].id, s[old].id);
    assert_eq!((s.state(gone), &s[left].user), (State::Deleted, &None));
    assert_eq!(s.state(post), State::Persistent);
    assert!(s[note].user.is_some());
    s[post].title = "changed".into();
    s[note].user = None;
    s.commit().unwrap();
    assert_eq!(Post::all(&mut s).unwrap(), [s[post].clone()]);
    s.refresh_all::<Note>().unwrap();
    assert_eq!((&s[note].user, &s[left].user), (&None, &None));
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Team {
    #[column(primary_key)]
    id: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Player {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    team: ForeignKey<Team>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Goal {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = SetNull, on_update = Cascade)]
    player: Option<ForeignKey<Player>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Card {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade, on_update = Cascade)]
    player: ForeignKey<Player>,
}

#[test]
fn a_key_that_changes_is_followed_before_it_is_asked_what_a_cascade_took() {
    let mut s = database(&schema![Team, Player, Goal, Card]).session();
    let (old, team) = (s.add(Team { id: 1 }), s.add(Team { id: 2 }));
    let benched = s.add(Player {
        id: 9,
        team: old.into(),
    });
    let player = s.add(Player {
        id: 1,
        team: team.into(),
    });
    let goal = s.add(Goal {
        id: 1,
        player: Some(player.into()),
    });
    let card = s.add(Card {
        id: 1,
        player: player.into(),
    });
    s.commit().unwrap();
    s[player].id = 5;
    s.delete(old);
    s.commit().unwrap();
    assert_eq!(
        (s.state(benched), s.state(card)),
        (State::Deleted, State::Persistent)
    );
    assert_eq!(Goal::all(&mut s).unwrap(), [s[goal].clone()]);
    assert_eq!(Card::all(&mut s).unwrap(), [s[card].clone()]);
    assert!(s[goal].player.is_some());
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Node {
    #[column(primary_key)]
    id: i64,
    parent: Option<ForeignKey<Node>>,
}

#[test]
fn a_row_that_is_replaced_leaves_the_self_reference_of_another_new_one() {
    let mut s = database(&schema![Node]).session();
    let old = s.add(Node {
        id: 3,
        parent: None,
    });
    s.commit().unwrap();
    s.delete(old);
    s.add(Node {
        id: 3,
        parent: None,
    });
    let own = s.add(Node {
        id: 0,
        parent: None,
    });
    s[own].parent = Some(own.into());
    s.commit().unwrap();
    let stored = sql("SELECT count(*) FROM nodes WHERE id = parent_id").scalar::<i64>(&mut s);
    assert_eq!((stored.unwrap(), s[own].id), (1, 4));
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Versioned {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    parent: Option<ForeignKey<Versioned>>,
    #[column(version)]
    version: i64,
}

#[test]
fn a_row_that_a_cascade_of_the_same_flush_took_is_not_stale() {
    let mut s = database(&schema![Versioned]).session();
    let one = s.add(Versioned {
        id: 1,
        parent: None,
        version: 0,
    });
    let two = s.add(Versioned {
        id: 3,
        parent: Some(one.into()),
        version: 0,
    });
    s[one].parent = Some(two.into());
    s.commit().unwrap();
    s.delete(one);
    s.delete(two);
    s.commit().unwrap();
    assert_eq!(Versioned::select().count(&mut s).unwrap(), 0);
    assert_eq!(
        (s.state(one), s.state(two)),
        (State::Deleted, State::Deleted)
    );
}
