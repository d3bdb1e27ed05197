//! The unit of work: order, unique values, circles, and nothing written in vain.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use crate::database::{count, database, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
struct Page {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(generated = "upper(title)")]
    loud: String,
    note: Option<String>,
    #[column(skip)]
    visits: i64,
}

#[test]
fn a_generated_column_is_what_the_database_says_whatever_the_program_sets() {
    let mut s = database(&schema![Page]).session();
    let page = s.add(Page::builder().title("a").build());
    s.commit().unwrap();
    assert_eq!(s[page].loud, "A");
    s[page].loud = "X".into();
    s[page].visits = 3;
    assert!(!s.is_modified(page).unwrap());
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(
        (s[page].loud.as_str(), s[page].visits, statements),
        ("A", 3, 0)
    );
    s[page].loud = "X".into();
    s[page].title = "b".into();
    s.commit().unwrap();
    assert_eq!((s[page].loud.as_str(), s[page].visits), ("B", 3));
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(unique(x, y))]
struct Place {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    n: i64,
    #[column(unique)]
    name: Option<String>,
    #[column(default = 0)]
    x: i64,
    y: Option<i64>,
}

/// Places with the numbers 1, 2, … and names to match, committed.
fn places(count: i64) -> (Session, Vec<Entity<Place>>) {
    let mut s = database(&schema![Place]).session();
    let place = |n: i64| {
        Place::builder()
            .n(n)
            .name(format!("p{n}"))
            .x(n)
            .y(n)
            .build()
    };
    let places = s.add_all((1..=count).map(place));
    s.commit().unwrap();
    (s, places)
}

fn numbers(s: &mut Session) -> Vec<i64> {
    Place::select()
        .order_by(Place::id.asc())
        .columns(Place::n)
        .all(s)
        .unwrap()
}

#[test]
fn two_rows_swap_their_unique_values() {
    let (mut s, p) = places(2);
    (s[p[0]].n, s[p[1]].n) = (2, 1);
    let ((), statements) = sent(&mut s, Session::flush);
    // One is put aside meanwhile.
    assert_eq!(statements.len(), 3, "{statements:?}");
    assert_eq!(numbers(&mut s), [2, 1]);
    s.commit().unwrap();
    (s[p[0]].name, s[p[1]].name) = (Some("p2".into()), Some("p1".into()));
    ((s[p[0]].x, s[p[0]].y), (s[p[1]].x, s[p[1]].y)) = ((2, Some(2)), (1, Some(1)));
    s.commit().unwrap();
    for place in p {
        let before = s[place].clone();
        s.refresh(place).unwrap();
        assert_eq!(s[place], before);
    }
}

#[test]
fn many_rows_rotate_their_unique_values() {
    for count in [3, 4, 50] {
        let (mut s, p) = places(count);
        let wanted: Vec<i64> = (1..=count).map(|n| n % count + 1).collect();
        for (place, n) in p.iter().zip(&wanted) {
            s[*place].n = *n;
            s[*place].name = Some(format!("p{n}"));
        }
        s.commit().unwrap();
        assert_eq!(numbers(&mut s), wanted);
    }
}

#[test]
fn a_chain_of_unique_values_needs_no_detour() {
    let (mut s, p) = places(10);
    // Each takes the number that the next one frees; the last one takes a free number.
    for place in &p {
        s[*place].n += 1;
    }
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(statements.len(), 10);
    assert_eq!(numbers(&mut s), (2..=11).collect::<Vec<_>>());
}

#[test]
fn an_added_row_takes_the_unique_value_of_a_deleted_one() {
    let (mut s, p) = places(2);
    let added = s.add(Place::builder().n(1).name("p1").x(1).y(1).build());
    s.delete(p[0]);
    let ((), statements) = sent(&mut s, Session::flush);
    assert!(statements[0].starts_with("DELETE") && statements[1].starts_with("INSERT"));
    assert_eq!(
        (s.state(p[0]), s.state(added)),
        (State::Deleted, State::Persistent)
    );
    s.commit().unwrap();
    // A row that gives its value up counts as well.
    s[added].n = 7;
    let second = s.add(Place::builder().n(1).build());
    s.commit().unwrap();
    assert_eq!((s[added].n, s[second].n), (7, 1));
}

#[test]
fn an_added_row_with_the_key_of_a_deleted_one_becomes_one_update() {
    let (mut s, p) = places(2);
    let id = s[p[0]].id;
    s.delete(p[0]);
    let added = s.add(Place {
        id,
        ..Place::builder().n(9).build()
    });
    let ((), statements) = sent(&mut s, Session::flush);
    let update = r#"UPDATE "places" SET "n" = ?, "name" = ?, "x" = ?, "y" = ? WHERE "id" = ?"#;
    assert_eq!(statements, [update]);
    assert_eq!(
        (s.state(p[0]), s.state(added)),
        (State::Deleted, State::Persistent)
    );
    assert_eq!(s.get::<Place>(id).unwrap(), Some(added));
    s.rollback().unwrap();
    assert_eq!(
        (s.state(p[0]), s.state(added)),
        (State::Persistent, State::Transient)
    );
    assert_eq!((s.get::<Place>(id).unwrap(), s[p[0]].n), (Some(p[0]), 1));
}

#[test]
fn a_key_is_taken_over_from_a_row_that_gets_another_one() {
    let (mut s, p) = places(3);
    for place in &p {
        s[*place].id += 1;
    }
    s.commit().unwrap();
    for (place, id) in p.iter().zip(2..) {
        assert_eq!(s.get::<Place>(id).unwrap(), Some(*place));
    }
    assert_eq!(s.get::<Place>(1).unwrap(), None);
    // Two that swap: one is put aside.
    (s[p[0]].id, s[p[1]].id) = (3, 2);
    s.commit().unwrap();
    for (id, place) in [(3, p[0]), (2, p[1])] {
        assert_eq!(s.get::<Place>(id).unwrap(), Some(place));
    }
}

#[test]
fn a_value_set_back_is_not_written() {
    let (mut s, p) = places(2);
    s[p[0]].n = 9;
    s[p[0]].n = 1;
    s[p[1]].name = None;
    s[p[1]].name = Some("p2".into());
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 0);
    assert!(!s.in_transaction());
    // Neither is reading through `try_mut`.
    assert_eq!(s.try_mut(p[0]).unwrap().n, 1);
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 0);
}

#[test]
fn only_changed_columns_are_written_and_compared_with_what_was_read_earlier() {
    let (mut s, p) = places(2);
    (s[p[0]].x, s[p[0]].y) = (5, None);
    let ((), statements) = sent(&mut s, Session::flush);
    let update = r#"UPDATE "places" SET "x" = ?, "y" = ? WHERE "id" = ?"#;
    assert_eq!(
        statements,
        [format!(r#"{update} AND "x" IS ? AND "y" IS ?"#)]
    );
    (s[p[0]].x, s[p[0]].y) = (6, Some(6));
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(statements, [update]);
    let changes = |s: &Session| {
        s.changes(p[0])
            .unwrap()
            .iter()
            .map(|it| it.column)
            .collect::<Vec<_>>()
    };
    assert!(changes(&s).is_empty());
    s[p[0]].name = None;
    assert_eq!(changes(&s), ["name"]);
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Node {
    #[column(primary_key)]
    id: i64,
    parent: Option<ForeignKey<Node>>,
    #[column(default = 0)]
    depth: i64,
}

#[test]
fn a_tree_a_thousand_deep_is_written_root_first_and_deleted_leaf_first() {
    const DEPTH: i64 = 1000;
    let mut s = database(&schema![Node]).session();
    // The leaf is added first: each node's parent comes later.
    let mut nodes = s.add_all((0..DEPTH).map(|depth| Node::builder().depth(depth).build()));
    for pair in nodes.windows(2) {
        s[pair[0]].parent = Some(pair[1].into());
    }
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 1000);
    s.commit().unwrap();
    let deepest = "WITH RECURSIVE up (id, n) AS (SELECT id, 1 FROM nodes WHERE depth = 0 UNION ALL
        SELECT parent_id, n + 1 FROM nodes JOIN up USING (id) WHERE parent_id IS NOT NULL)
        SELECT max(n) FROM up";
    assert_eq!(sql(deepest).scalar::<i64>(&mut s).unwrap(), DEPTH);
    // Deleted in the worst order: the root first.
    nodes.reverse();
    for node in &nodes {
        s.delete(*node);
    }
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 1000);
    assert_eq!(Node::select().count(&mut s).unwrap(), 0);
    s.rollback().unwrap();
    assert!(nodes.iter().all(|node| s.state(*node) == State::Persistent));
    assert_eq!(Node::select().count(&mut s).unwrap(), 1000);
}

#[test]
fn a_row_that_is_its_own_parent_is_written_and_deleted() {
    let mut s = database(&schema![Node]).session();
    let node = s.add(Node::builder().build());
    s[node].parent = Some(node.into());
    s.commit().unwrap();
    assert_eq!(s[node].parent, Some(ForeignKey::new(s[node].id)));
    s.refresh(node).unwrap();
    assert_eq!(s[node].parent, Some(ForeignKey::new(s[node].id)));
    s.delete(node);
    s.commit().unwrap();
    assert_eq!(Node::select().count(&mut s).unwrap(), 0);
}

#[test]
fn rows_in_a_circle_are_written_and_deleted() {
    let mut s = database(&schema![Node]).session();
    let nodes = s.add_all((0..5).map(|depth| Node::builder().depth(depth).build()));
    for (place, node) in nodes.iter().enumerate() {
        s[*node].parent = Some(nodes[(place + 1) % 5].into());
    }
    let ((), statements) = sent(&mut s, Session::flush);
    // One link waits for the row that it refers to.
    assert_eq!(statements.len(), 6, "{statements:?}");
    assert!(statements[5].starts_with(r#"UPDATE "nodes" SET "parent_id" = ?"#));
    s.commit().unwrap();
    for (place, node) in nodes.iter().enumerate() {
        let next = s[nodes[(place + 1) % 5]].id;
        s.refresh(*node).unwrap();
        assert_eq!(s[*node].parent, Some(ForeignKey::new(next)));
    }
    nodes.iter().for_each(|node| s.delete(*node));
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 6);
    s.commit().unwrap();
    assert_eq!(Node::select().count(&mut s).unwrap(), 0);
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Team {
    #[column(primary_key)]
    id: i64,
    captain: Option<ForeignKey<Player>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Player {
    #[column(primary_key)]
    id: i64,
    team: ForeignKey<Team>,
}

#[test]
fn tables_in_a_circle_are_written_through_the_nullable_key() {
    let mut s = database(&schema![Team, Player]).session();
    for _ in 0..2 {
        let team = s.add(Team::builder().build());
        let player = s.add(Player::builder().team(team).build());
        s[team].captain = Some(player.into());
        let ((), statements) = sent(&mut s, Session::flush);
        let verbs: Vec<&str> = statements
            .iter()
            .filter_map(|sql| sql.split(" (").next())
            .collect();
        assert_eq!(verbs.len(), 3);
        assert_eq!(
            verbs[..2],
            [r#"INSERT INTO "teams""#, r#"INSERT INTO "players""#]
        );
        assert!(verbs[2].starts_with(r#"UPDATE "teams" SET "captain_id" = ?"#));
        s.commit().unwrap();
        s.refresh(team).unwrap();
        assert_eq!(s[team].captain, Some(ForeignKey::new(s[player].id)));
        s.delete(team);
        s.delete(player);
        s.commit().unwrap();
        assert_eq!(
            (s.state(team), s.state(player)),
            (State::Deleted, State::Deleted)
        );
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Hen {
    #[column(primary_key)]
    id: i64,
    egg: ForeignKey<Egg>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Egg {
    #[column(primary_key)]
    id: i64,
    hen: ForeignKey<Hen>,
}

#[test]
fn a_circle_that_cannot_be_broken_is_named() {
    let mut s = database(&schema![Hen, Egg]).session();
    let hen = s.add(Hen {
        id: 0,
        egg: ForeignKey::new(1),
    });
    let egg = s.add(Egg::builder().hen(hen).build());
    s[hen].egg = egg.into();
    for _ in 0..2 {
        fails(
            s.flush(),
            ErrorKind::Misuse,
            &["hens.egg_id", "eggs.hen_id"],
        );
        assert_eq!(
            (s.state(hen), s.state(egg)),
            (State::Pending, State::Pending)
        );
    }
    s.rollback().unwrap();
    // With a check that waits for the commit it is no circle.
    s.begin().unwrap();
    sql("PRAGMA defer_foreign_keys = ON")
        .execute(&mut s)
        .unwrap();
    let hen = s.add(Hen {
        id: 0,
        egg: ForeignKey::new(1),
    });
    s.flush().unwrap();
    s.add(Egg::builder().hen(hen).build());
    s.commit().unwrap();
}

#[test]
fn rows_are_written_in_the_order_in_which_they_were_added() {
    let mut s = database(&schema![Place, Node]).session();
    let places = s.add_all([5, 3, 9, 1].map(|n| Place::builder().n(n).build()));
    s.commit().unwrap();
    let ids: Vec<i64> = places.iter().map(|place| s[*place].id).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(numbers(&mut s), [5, 3, 9, 1]);
}

#[test]
fn an_update_may_refer_to_a_row_added_in_the_same_flush() {
    let mut s = database(&schema![Node]).session();
    let old = s.add(Node::builder().build());
    s.commit().unwrap();
    let new = s.add(Node::builder().depth(1).build());
    s[old].parent = Some(new.into());
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((statements, s[old].parent), (2, Some(ForeignKey::new(2))));
    // And a child may leave its parent before that is deleted.
    s.delete(new);
    s[old].parent = None;
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 2);
    s.commit().unwrap();
}

#[test]
fn adds_and_changes_that_are_given_up_leave_the_others_in_their_order() {
    let mut s = database(&schema![Place, Node]).session();
    let first = s.add_all((0..200).map(|n| Place::builder().n(n).build()));
    for (n, place) in first.iter().enumerate() {
        match n % 4 {
            0 => s.delete(*place),
            1 => drop(s.detach(*place).unwrap()),
            _ => {}
        }
    }
    // They take the places of those that have gone, and stand last all the same.
    s.add_all((200..400).map(|n| Place::builder().n(n).build()));
    let wanted = || (0..400).filter(|n| *n >= 200 || n % 4 > 1);
    assert_eq!(s.new_entities::<Place>().len(), wanted().count());
    s.commit().unwrap();
    assert_eq!(numbers(&mut s), wanted().collect::<Vec<i64>>());
    for place in first.iter().skip(2).step_by(4) {
        s[*place].n += 1000;
        s.refresh(*place).unwrap();
    }
    assert!(s.dirty::<Place>().is_empty());
    s[first[6]].n = 1000;
    assert_eq!(s.dirty::<Place>(), [first[6]]);
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 1);
}
