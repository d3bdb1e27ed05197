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

#[test]
fn a_code_that_passes_from_row_to_row_is_free_when_it_is_taken() -> Result<()> {
    let engine = engine();
    let mut s = engine.session();
    let parts = s.load(Part::select().order_by(Part::id.asc()))?;
    for (place, part) in parts.iter().enumerate() {
        // Each takes the code of the next one, the last that of the first.
        s[*part].code = format!("P{}", (place + 1) % parts.len() + 1);
    }
    s.commit()?;
    let code = |id: i64, s: &mut Session| Part::find_one(Part::id.eq(id), s).map(|part| part.code);
    assert_eq!(
        (code(1, &mut s)?, code(ROWS, &mut s)?),
        ("P2".into(), "P1".into())
    );
    Ok(())
}

#[derive(Debug, Clone, Model)]
struct Visit {
    #[column(primary_key)]
    id: i64,
    at: chrono::DateTime<chrono::Utc>,
}

#[test]
fn rows_whose_old_values_stand_in_another_form_are_found_among_many() -> Result<()> {
    let engine = Engine::memory()?;
    engine.create_all(&schema![Visit])?;
    let mut s = engine.session();
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let visits = s.add_all((0..ROWS).map(|_| Visit { id: 0, at }));
    s.commit()?;
    // As SQLite's own functions write it: without a fraction.
    let other = sql("UPDATE visits SET at = '2023-11-14 22:13:20' WHERE id % 7 = 0");
    assert_eq!(other.execute(&mut s)?, 4);
    s.commit()?;
    let later = at + chrono::Duration::days(1);
    for visit in &visits {
        s[*visit].at = later;
    }
    s.commit()?;
    assert_eq!(Visit::count(Visit::at.eq(later), &mut s)?, 30);
    // Another moment is not the same one in another form.
    sql("UPDATE visits SET at = '2023-11-14 22:13:21' WHERE id = 21").execute(&mut s)?;
    s.commit()?;
    for visit in &visits {
        s[*visit].at = at;
    }
    let error = s.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert!(error.to_string().contains("id=21"), "{error}");
    s.rollback()?;
    assert!(visits.iter().all(|visit| s[*visit].at == later));
    assert_eq!(Visit::count(Visit::at.eq(later), &mut s)?, 29);
    Ok(())
}

#[test]
fn one_changed_row_is_one_statement_and_several_share_a_savepoint() -> Result<()> {
    let engine = engine();
    let mut s = engine.session();
    let parts = s.load(Part::select())?;
    s.begin()?;
    s[parts[3]].weight = 0;
    let (flushed, statements) = crocus::testing::statements(&engine, || s.flush());
    flushed?;
    assert_eq!(statements.len(), 1, "{statements:?}");
    s[parts[4]].weight = 0;
    s[parts[5]].weight = 0;
    let (flushed, statements) = crocus::testing::statements(&engine, || s.flush());
    flushed?;
    assert_eq!(updates(&statements), 2);
    assert_eq!(statements.len(), 4, "{statements:?}");
    // Touched and set back: there is nothing to write.
    s[parts[6]].weight += 1;
    s[parts[6]].weight -= 1;
    let (flushed, statements) = crocus::testing::statements(&engine, || s.flush());
    flushed?;
    assert!(statements.is_empty(), "{statements:?}");
    Ok(())
}

/// A row that refers to none, which the COMMIT will be refused for.
fn break_a_reference(s: &mut Session) -> Result<()> {
    sql("PRAGMA defer_foreign_keys = ON").execute(s)?;
    sql("UPDATE parts SET next_id = 99 WHERE id = 30").execute(s)?;
    Ok(())
}

#[test]
fn a_refused_commit_of_updates_alone_is_mended_and_tried_again() -> Result<()> {
    for rows in [1, ROWS - 1] {
        let engine = engine();
        let mut s = engine.session();
        let parts = s.load(Part::filter(Part::id.le(rows)))?;
        break_a_reference(&mut s)?;
        for part in &parts {
            s[*part].weight += 100;
        }
        let refused = s.commit().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ForeignKey, "{refused}");
        assert!(s.in_transaction());
        for part in &parts {
            assert!(!s.is_modified(*part)?, "flushed, not committed");
        }
        sql("UPDATE parts SET next_id = NULL").execute(&mut s)?;
        s.commit()?;
        assert_eq!(weights(&engine), 465 + 100 * rows);
        // What was committed is what the next rollback restores.
        s[parts[0]].weight = 7;
        s.rollback()?;
        assert_eq!(s[parts[0]].weight, 101);
    }
    Ok(())
}

#[test]
fn a_rollback_after_a_refused_commit_of_updates_alone_restores_every_row() -> Result<()> {
    for rows in [1, ROWS - 1] {
        let engine = engine();
        let mut s = engine.session();
        let parts = s.load(Part::filter(Part::id.le(rows)).order_by(Part::id.asc()))?;
        break_a_reference(&mut s)?;
        // Once flushed before, once not.
        for weight in [100, 200] {
            for part in &parts {
                s[*part].weight += weight;
            }
            if weight == 100 {
                s.flush()?;
            }
        }
        s.commit().unwrap_err();
        s[parts[0]].note = Some("edited since".to_owned());
        s.rollback()?;
        for (part, id) in parts.iter().zip(1..) {
            assert_eq!((s[*part].weight, &s[*part].note), (id, &None));
        }
        assert_eq!(weights(&engine), 465);
        s[parts[0]].weight += 1;
        s.commit()?;
        assert_eq!(weights(&engine), 466);
    }
    Ok(())
}
