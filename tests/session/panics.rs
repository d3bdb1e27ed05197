//! Code of the program that panics beside a transaction: memory is as the database is, and the engine stays
//! usable.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crocus::expr::NotNull;
use crocus::prelude::*;
use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, ValueRef};

use crate::database::database;

/// A column that is read, and never written.
#[derive(Debug, Clone, PartialEq)]
struct ReadOnly(String);

impl ColumnType for ReadOnly {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
        String::decode(value, format).map(ReadOnly)
    }

    fn encode(&self, _: Format, _: Sink<'_>) -> Result<(), Fault> {
        panic!("nobody writes it")
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl Scalar for ReadOnly {
    type Class = Self;
    const DECLARED: Declared = String::DECLARED;
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Row {
    #[column(primary_key)]
    id: i64,
    n: i64,
    odd: ReadOnly,
}

#[test]
fn a_panic_after_a_commit_leaves_in_memory_what_was_committed() {
    let engine = database(&schema![Row]);
    let raw = engine.connect().unwrap();
    raw.execute("INSERT INTO rows (n, odd) VALUES (1, 'a'), (1, 'b')")
        .unwrap();
    drop(raw);
    let mut s = engine.session();
    let rows = s.load(Row::select()).unwrap();
    for row in &rows {
        s[*row].n = 2;
    }
    // Whether it panics or not: memory and database say the same.
    let _ = catch_unwind(AssertUnwindSafe(|| s.commit()));
    let stored = sql("SELECT n FROM rows")
        .all::<i64>(&mut engine.session())
        .unwrap();
    let known: Vec<i64> = rows.iter().map(|row| s[*row].n).collect();
    assert_eq!(known, stored);
}

/// Panics at each statement it is told of, as a subscriber does that prints to a closed pipe.
struct Angry;

impl tracing::Subscriber for Angry {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        if event.metadata().target() == "crocus" {
            panic!("the pipe is closed");
        }
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn a_subscriber_that_panics_changes_nothing() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Row]).unwrap();
    tracing::subscriber::with_default(Angry, || {
        let raw = engine.connect().unwrap();
        raw.execute("INSERT INTO rows (n, odd) VALUES (1, 'a')")
            .unwrap();
        drop(raw);
        let mut s = engine.session();
        s.begin().unwrap();
        Row::filter(Row::n.eq(1))
            .set(Row::n, 7)
            .update(&mut s)
            .unwrap();
        drop(s); // a ROLLBACK that it is told of
        let mut s = engine.session();
        Row::filter(Row::n.eq(1))
            .set(Row::n, 2)
            .update(&mut s)
            .unwrap();
        s.commit().unwrap();
    });
    engine.write(|s| Row::select().count(s)).unwrap();
    let stored: i64 = sql("SELECT n FROM rows")
        .scalar(&mut engine.session())
        .unwrap();
    assert_eq!(stored, 2);
}
