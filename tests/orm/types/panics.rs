//! A codec of the application that panics: whatever was going on, nothing is written by halves, and
//! the session goes on.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crocus::prelude::*;
use crocus::{Codec, Fault, Result, schema};

thread_local! {
    /// How many calls of the codec go well before one panics.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

struct Fragile;

impl Fragile {
    fn call() {
        let left = LEFT.get();
        assert!(left > 0, "the codec panics");
        LEFT.set(left - 1);
    }
}

impl Codec<i32> for Fragile {
    type Stored = i64;

    fn encode(value: &i32) -> Result<i64, Fault> {
        Fragile::call();
        Ok(i64::from(*value))
    }

    fn decode(stored: i64) -> Result<i32, Fault> {
        Fragile::call();
        i32::try_from(stored).map_err(Fault::decode)
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Part {
    #[column(primary_key)]
    id: i64,
    #[column(with = Fragile)]
    size: i32,
    #[column(default = 0)]
    rank: i64,
    #[column(version)]
    version: i64,
}

fn part(size: i32) -> Part {
    Part::builder().size(size).build()
}

fn sizes(parts: &[Part]) -> Vec<i32> {
    parts.iter().map(|part| part.size).collect()
}

/// Lets the codec panic at its first call, at its second, … until `body` goes through; each time the
/// three rows are as before, and the same session reads and writes on.
#[track_caller]
fn survives(body: impl Fn(&mut Session) -> Result<()>) {
    for engine in [Engine::temporary().unwrap(), Engine::memory().unwrap()] {
        engine.create_all(&schema![Part]).unwrap();
        let mut panics = 0;
        while !survives_one(&engine, panics, &body) {
            panics += 1;
        }
        assert!(panics > 0, "the codec was never called");
    }
}

/// Whether `body` went through with so many good calls of the codec.
#[track_caller]
fn survives_one(engine: &Engine, calls: usize, body: &impl Fn(&mut Session) -> Result<()>) -> bool {
    let start = engine.write(|s| {
        sql("DELETE FROM parts").execute(s)?;
        Part::insert_all([1, 2, 3].map(part)).execute(s)
    });
    assert_eq!(start.unwrap(), 3);
    let mut s = engine.session();
    let parts = s.load(Part::select().order_by(Part::id.asc())).unwrap();

    LEFT.set(calls);
    let ended = catch_unwind(AssertUnwindSafe(|| body(&mut s)));
    LEFT.set(usize::MAX);
    let through = ended.is_ok();
    if let Ok(result) = ended {
        result.unwrap();
    } else {
        s.rollback().unwrap();
        let rows = Part::select().order_by(Part::id.asc()).all(&mut s).unwrap();
        assert_eq!(sizes(&rows), [1, 2, 3], "after {calls} calls");
        let kept: Vec<Part> = parts.iter().map(|part| s[*part].clone()).collect();
        assert_eq!(kept, rows, "after {calls} calls");
    }

    let new = s.add(part(9));
    s.flush().unwrap();
    s[new].size = 10;
    s.commit().unwrap();
    let key = s[new].id;
    let stored = engine.read(|s| Part::get(key, s)).unwrap();
    assert_eq!(stored.map(|part| part.size), Some(10));
    through
}

#[test]
fn a_codec_that_panics_in_an_insert_leaves_the_session_usable() {
    survives(|s| Part::create(part(5), s).map(drop));
    survives(|s| {
        Part::insert_all((0..70).map(part))
            .execute(s)
            .map(|rows| assert_eq!(rows, 70))
    });
}

#[test]
fn a_codec_that_panics_in_a_flush_leaves_the_session_usable() {
    survives(|s| {
        s.add_all((0..70).map(part));
        s.flush()
    });
    survives(|s| {
        let parts = Part::select().tracked().all(s)?;
        s[parts[0]].size = 100;
        s[parts[1]].rank = 7;
        s.delete(parts[2]);
        s.add(part(8));
        s.commit()
    });
}

#[test]
fn a_codec_that_panics_in_a_savepoint_leaves_the_session_usable() {
    survives(|s| {
        s.transaction(|s| {
            Part::create(part(5), s)?;
            s.savepoint(|s| {
                s.add(part(6));
                s.flush()
            })
        })
    });
}

#[test]
fn a_codec_that_panics_while_rows_are_read_leaves_the_session_usable() {
    survives(|s| Part::all(s).map(drop));
    survives(|s| s.refresh_all::<Part>());
    survives(|s| {
        let query = Part::select();
        let mut cursor = query.cursor(s)?;
        for row in cursor.iter()? {
            row?;
        }
        Ok(())
    });
}

#[test]
fn a_codec_that_panics_in_an_update_leaves_the_session_usable() {
    survives(|s| {
        let mut first = Part::find_one(Part::size.eq(1), s)?;
        first.update(s, |part| part.size = 44)
    });
    survives(|s| {
        let first = Part::find_one(Part::size.eq(1), s)?;
        s.merge(Part { size: 77, ..first })?;
        s.flush()
    });
    survives(|s| {
        let first = Part::find_one(Part::size.eq(1), s)?;
        first.upsert(Part::id, s).map(drop)
    });
    survives(|s| {
        let ranks = Part::filter(Part::id.gt(0)).set(Part::rank, 4);
        ranks.update(s).map(drop)
    });
}
