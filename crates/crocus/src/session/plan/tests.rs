//! The plan, from works written by hand to steps.

use super::*;
use crate::schema::{Action, ColumnDef, ColumnSet, Reference, TableDef, Written};
use crate::sql::TableRef;
use crate::value::{Declared, Ticket, Value};

const fn column(name: &'static str) -> ColumnDef {
    let declared = Declared {
        name: "INTEGER",
        strict: "INTEGER",
    };
    ColumnDef::new(name, name, (declared, false))
}

const fn key() -> ColumnDef {
    ColumnDef {
        written: Written::Rowid,
        ..column("id")
    }
}

const fn reference(name: &'static str, table: fn() -> &'static TableDef) -> ColumnDef {
    let action = Action::NoAction;
    let references = Some(Reference {
        table,
        on_delete: action,
        on_update: action,
    });
    ColumnDef {
        references,
        ..column(name)
    }
}

const fn table(source: &'static TableRef, columns: &'static [ColumnDef]) -> TableDef {
    TableDef::new(source, columns, &[0])
}

const fn source(name: &'static str) -> TableRef {
    TableRef::of::<()>(name, name)
}

fn users() -> &'static TableDef {
    static SOURCE: TableRef = source("users");
    static COLUMNS: [ColumnDef; 2] = [
        key(),
        ColumnDef {
            unique: true,
            ..column("name")
        },
    ];
    static TABLE: TableDef = table(&SOURCE, &COLUMNS);
    &TABLE
}

fn posts() -> &'static TableDef {
    static SOURCE: TableRef = source("posts");
    static COLUMNS: [ColumnDef; 2] = [key(), reference("author_id", users)];
    static TABLE: TableDef = table(&SOURCE, &COLUMNS);
    &TABLE
}

fn nodes() -> &'static TableDef {
    static SOURCE: TableRef = source("nodes");
    static COLUMNS: [ColumnDef; 2] = [
        key(),
        ColumnDef {
            nullable: true,
            ..reference("parent_id", nodes)
        },
    ];
    static TABLE: TableDef = table(&SOURCE, &COLUMNS);
    &TABLE
}

fn eggs() -> &'static TableDef {
    static SOURCE: TableRef = source("eggs");
    static COLUMNS: [ColumnDef; 2] = [key(), reference("hen_id", hens)];
    static TABLE: TableDef = table(&SOURCE, &COLUMNS);
    &TABLE
}

fn hens() -> &'static TableDef {
    static SOURCE: TableRef = source("hens");
    static COLUMNS: [ColumnDef; 2] = [key(), reference("egg_id", eggs)];
    static TABLE: TableDef = table(&SOURCE, &COLUMNS);
    &TABLE
}

fn ticket(index: u32) -> Ticket {
    Ticket {
        session: 1,
        model: 0,
        index,
        generation: 0,
    }
}

fn work(table: &'static TableDef, index: u32, kind: Kind) -> Work {
    let mut work = Work {
        table,
        ticket: ticket(index),
        kind,
        columns: ColumnSet::EMPTY.with(1),
        links: None,
    };
    if kind != Kind::Insert {
        work.key = Some(vec![Value::Integer(i64::from(index))]);
    }
    work
}

fn insert(table: &'static TableDef, index: u32) -> Work {
    work(table, index, Kind::Insert)
}

fn referring(mut work: Work, parent: u32) -> Work {
    work.refers.push((1, Referent::Pending(ticket(parent))));
    work
}

fn referred(mut work: Work, parent: i64) -> Work {
    work.referred.push((1, Value::Integer(parent)));
    work
}

fn renaming(index: u32, old: &str, new: &str) -> Work {
    let mut work = work(users(), index, Kind::Update);
    work.frees.push(with_name(old));
    work.takes.push(with_name(new));
    work
}

fn steps(works: &[Work]) -> Vec<Step> {
    plan(works).unwrap().steps
}

/// The rows in the order in which they are written, by their place in the list.
fn order(works: &[Work]) -> Vec<usize> {
    steps(works).into_iter().map(Step::work).collect()
}

#[test]
fn parents_are_inserted_before_children_whatever_the_order_of_adding() {
    let works = [referring(insert(posts(), 1), 2), insert(users(), 2)];
    assert_eq!(order(&works), [1, 0]);
}

#[test]
fn rows_of_one_table_keep_the_order_of_adding() {
    let works: Vec<Work> = (0..5).map(|index| insert(users(), index)).collect();
    assert_eq!(order(&works), [0, 1, 2, 3, 4]);
}

#[test]
fn children_are_deleted_before_parents() {
    let works = [
        work(users(), 1, Kind::Delete),
        referred(work(posts(), 2, Kind::Delete), 1),
    ];
    assert_eq!(order(&works), [1, 0]);
}

#[test]
fn a_child_moves_away_before_its_parent_is_deleted() {
    let works = [
        work(users(), 1, Kind::Delete),
        referred(work(posts(), 2, Kind::Update), 1),
    ];
    assert_eq!(order(&works), [1, 0]);
}

#[test]
fn inserts_come_before_updates_before_deletes() {
    let works = [
        work(users(), 1, Kind::Delete),
        work(users(), 2, Kind::Update),
        insert(users(), 3),
    ];
    assert_eq!(order(&works), [2, 1, 0]);
}

#[test]
fn a_tree_added_leaves_first_is_inserted_root_first() {
    let works: Vec<Work> = (0..100)
        .map(|index| match index {
            99 => insert(nodes(), 99),
            index => referring(insert(nodes(), index), index + 1),
        })
        .collect();
    let expected: Vec<usize> = (0..100).rev().collect();
    assert_eq!(order(&works), expected);
}

#[test]
fn a_row_that_refers_to_itself_gets_its_reference_afterwards() {
    let works = [referring(insert(nodes(), 0), 0)];
    let plan = plan(&works).unwrap();
    let insert = Step::Insert { work: 0 };
    assert_eq!(plan.steps, [insert, Step::Patch { work: 0 }]);
    assert_eq!(plan.postponed(0), ColumnSet::EMPTY.with(1));
}

#[test]
fn a_circle_of_rows_is_broken_through_a_nullable_reference() {
    let works = [
        referring(insert(nodes(), 0), 1),
        referring(insert(nodes(), 1), 0),
    ];
    let steps = steps(&works);
    assert_eq!(steps.len(), 3);
    assert!(matches!(steps[2], Step::Patch { .. }));
}

#[test]
fn a_circle_that_cannot_be_broken_is_an_error_that_names_it() {
    let works = [
        referring(insert(eggs(), 0), 1),
        referring(insert(hens(), 1), 0),
    ];
    let message = plan(&works).unwrap_err().to_string();
    assert!(
        message.contains("`eggs.hen_id`") && message.contains("`hens.egg_id`"),
        "{message}"
    );
}

#[test]
fn what_frees_a_unique_value_is_written_before_what_takes_it() {
    let works = [renaming(1, "b", "c"), renaming(2, "a", "b")];
    assert_eq!(order(&works), [0, 1]);
    let works = [renaming(2, "a", "b"), renaming(1, "b", "c")];
    assert_eq!(order(&works), [1, 0]);
}

#[test]
fn a_swap_of_unique_values_parks_one_of_them() {
    let works = [renaming(1, "a", "b"), renaming(2, "b", "a")];
    let steps = steps(&works);
    assert!(
        matches!(steps[0], Step::Park { column: 1, .. }),
        "{steps:?}"
    );
    assert_eq!(steps.len(), 3);
}

#[test]
fn three_rows_rotate_their_unique_values_with_one_parked() {
    let works = [
        renaming(1, "a", "b"),
        renaming(2, "b", "c"),
        renaming(3, "c", "a"),
    ];
    let steps = steps(&works);
    let parked = steps
        .iter()
        .filter(|step| matches!(step, Step::Park { .. }))
        .count();
    assert_eq!((parked, steps.len()), (1, 4));
}

fn with_key(key: i64) -> UniqueKey {
    UniqueKey {
        constraint: 0,
        values: vec![Value::Integer(key)],
    }
}

fn with_name(name: &str) -> UniqueKey {
    UniqueKey {
        constraint: 1,
        values: vec![name.into()],
    }
}

/// The row with this key, which had a name and is deleted.
fn leaving(key: u32, name: &str) -> Work {
    let mut work = work(users(), key, Kind::Delete);
    work.frees.push(with_key(key.into()));
    work.frees.push(with_name(name));
    work
}

/// A row that brings its key and a name.
fn coming(index: u32, key: i64, name: &str) -> Work {
    let mut work = insert(users(), index);
    work.key = Some(vec![Value::Integer(key)]);
    work.takes.push(with_key(key));
    work.takes.push(with_name(name));
    work
}

fn replace(deleted: usize, inserted: usize) -> Step {
    Step::Replace { deleted, inserted }
}

#[test]
fn a_row_deleted_and_one_added_with_its_key_become_one_update() {
    let works = [leaving(1, "a"), coming(7, 1, "a")];
    assert_eq!(steps(&works), [replace(0, 1)]);
}

#[test]
fn a_second_row_with_the_key_of_a_replaced_one_is_left_to_the_database() {
    let works = [leaving(1, "a"), coming(7, 1, "b"), coming(8, 1, "c")];
    let steps = steps(&works);
    assert!(steps.contains(&replace(0, 1)), "{steps:?}");
    assert!(steps.contains(&Step::Insert { work: 2 }), "{steps:?}");
    assert_eq!(steps.len(), 2);
}

#[test]
fn a_replaced_row_frees_its_unique_value_when_its_replacement_is_written() {
    let works = [
        leaving(1, "a"),
        leaving(2, "b"),
        coming(7, 1, "b"),
        coming(8, 2, "c"),
    ];
    assert_eq!(steps(&works), [replace(1, 3), replace(0, 2)]);
}

#[test]
fn replaced_rows_swap_their_unique_values_with_one_parked() {
    let works = [
        leaving(1, "a"),
        leaving(2, "b"),
        coming(7, 1, "b"),
        coming(8, 2, "a"),
    ];
    let steps = steps(&works);
    assert!(
        matches!(
            steps[0],
            Step::Park {
                work: 0 | 1,
                column: 1
            }
        ),
        "{steps:?}"
    );
    assert_eq!(steps.len(), 3);
}

#[test]
fn rows_that_bring_their_key_are_inserted_before_those_that_are_given_one() {
    let works = [insert(users(), 1), coming(2, 1, "a")];
    assert_eq!(order(&works), [1, 0]);
}

#[test]
fn a_row_is_deleted_before_another_takes_its_unique_value() {
    let name = with_name("ada");
    let mut old = work(users(), 1, Kind::Delete);
    old.frees.push(name.clone());
    let mut new = insert(users(), 2);
    new.takes.push(name);
    assert_eq!(order(&[new, old]), [1, 0]);
}
