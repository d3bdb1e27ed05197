//! Many changed rows are written by few prepared statements, and each is answered for by itself.

use crocus::prelude::*;
use crocus::{ErrorKind, Result};

const ROWS: i64 = 30;

#[derive(Debug, Clone, PartialEq, Model)]
struct Part {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    code: String,
    #[column(check = "weight < 1000")]
    weight: i64,
    note: Option<String>,
    next: Option<ForeignKey<Part>>,
}

fn engine() -> Engine {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Part]).unwrap();
    let parts = (1..=ROWS).map(|id| Part {
        id,
        code: format!("P{id}"),
        weight: id,
        note: None,
        next: None,
    });
    engine
        .write(|s| Part::insert_all(parts).execute(s))
        .unwrap();
    engine
}

fn weights(engine: &Engine) -> i64 {
    engine
        .read(|s| sql("SELECT sum(weight) FROM parts").scalar(s))
        .unwrap()
}

fn updates(statements: &[String]) -> usize {
    let updates = statements.iter();
    updates.filter(|sql| sql.starts_with("UPDATE")).count()
}

#[test]
fn every_changed_row_is_written_once_whatever_its_neighbours_write() -> Result<()> {
    let engine = engine();
    let mut s = engine.session();
    let parts = s.load(Part::select().order_by(Part::id.asc()))?;
    for (place, part) in parts.iter().enumerate() {
        let part = &mut s[*part];
        match place % 5 {
            0 | 1 => part.weight += 100,
            2 => part.note = Some("two".to_owned()),
            3 => (part.weight, part.note) = (7, Some("both".to_owned())),
            _ => part.code = format!("Q{place}"),
        }
    }
    s[parts[7]].next = Some(ForeignKey::from(parts[0]));
    let (committed, statements) = crocus::testing::statements(&engine, || s.commit());
    committed?;
    assert_eq!(updates(&statements), parts.len());
    let wanted: Vec<Part> = parts.iter().map(|part| s[*part].clone()).collect();
    assert_eq!(
        (wanted[0].weight, wanted[1].weight, wanted[3].weight),
        (101, 102, 7)
    );
    let stored = engine.read(|s| Part::select().order_by(Part::id.asc()).all(s))?;
    assert_eq!(stored, wanted);
    Ok(())
}

#[test]
fn rows_read_before_and_in_the_transaction_are_written_side_by_side() -> Result<()> {
    let engine = engine();
    let mut s = engine.session();
    let before = s.load(Part::filter(Part::id.le(ROWS / 2)))?;
    s.begin()?;
    let within = s.load(Part::filter(Part::id.gt(ROWS / 2)))?;
    for (one, other) in before.iter().zip(&within) {
        s[*one].weight = 0;
        s[*other].weight = 2;
    }
    let (flushed, statements) = crocus::testing::statements(&engine, || s.flush());
    flushed?;
    // Only what was read before the transaction may have been changed by others.
    let compared = |sql: &&String| sql.contains("\"weight\" IS ?");
    assert_eq!(statements.iter().filter(compared).count(), before.len());
    assert_eq!(updates(&statements), before.len() + within.len());
    s.commit()?;
    assert_eq!(weights(&engine), ROWS / 2 * 2);
    Ok(())
}

#[test]
fn a_row_that_others_changed_among_many_is_named_and_nothing_is_written() -> Result<()> {
    let engine = engine();
    let mut s = engine.session();
    let parts = s.load(Part::select())?;
    let wanted = weights(&engine) + 1;
    engine.write(|s| {
        let part = Part::filter(Part::id.eq(17));
        part.set(Part::weight, Part::weight + 1).update(s)
    })?;
    for part in &parts {
        s[*part].weight = 0;
    }
    let error = s.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert!(error.to_string().contains("id=17"), "{error}");
    s.rollback()?;
    assert_eq!(weights(&engine), wanted);
    assert_eq!(s[parts[0]].weight, 1);
    Ok(())
}

#[test]
fn a_row_that_is_refused_among_many_is_named_and_nothing_is_written() -> Result<()> {
    let engine = engine();
    let mut s = engine.session();
    let parts = s.load(Part::select().order_by(Part::id.asc()))?;
    let wanted = weights(&engine);
    for part in &parts {
        s[*part].weight += 985;
    }
    let error = s.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Check);
    assert!(error.to_string().contains("id=15"), "{error}");
    s.rollback()?;
    assert_eq!(weights(&engine), wanted);
    for part in parts.iter().skip(14) {
        s[*part].weight = 5;
    }
    s.commit()?;
    assert_eq!(weights(&engine), 14 * 15 / 2 + 16 * 5);
    Ok(())
}
