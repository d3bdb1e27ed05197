//! Versions that the program chooses: a time, a hash.

use chrono::{DateTime, TimeDelta, Utc};
use crocus::prelude::*;
use crocus::{ErrorKind, Result};

use crate::database::{database, fails};

#[derive(Debug, Clone, PartialEq, Model)]
struct Page {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(version)]
    hash: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Note {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(version, default = Utc::now(), on_update = later())]
    changed: DateTime<Utc>,
}

/// Never the same twice, also where the clock stands still.
fn later() -> DateTime<Utc> {
    use std::sync::atomic::{AtomicI64, Ordering};
    static TICKS: AtomicI64 = AtomicI64::new(1);
    Utc::now() + TimeDelta::milliseconds(TICKS.fetch_add(1, Ordering::Relaxed))
}

fn page(text: &str, hash: &str) -> Page {
    Page::builder().text(text).hash(hash).build()
}

fn two_sessions<M: Model<Key = i64>>(row: M) -> Result<[(Session, Entity<M>); 2]> {
    let engine = database(&schema![Page, Note]);
    engine.write(|s| {
        s.add(row);
        Ok(())
    })?;
    let mut sessions = [engine.session(), engine.session()];
    let entities = [sessions[0].get_one::<M>(1)?, sessions[1].get_one::<M>(1)?];
    let [one, two] = sessions;
    Ok([(one, entities[0]), (two, entities[1])])
}

#[test]
fn a_hash_that_the_program_chose_is_written_as_it_is() -> Result<()> {
    let engine = database(&schema![Page, Note]);
    let mut s = engine.session();
    let start = s.add(page("a", "#a"));
    s.commit()?;
    assert_eq!(s[start].hash, "#a");
    (s[start].text, s[start].hash) = ("b".into(), "#b".into());
    s.commit()?;
    assert_eq!(
        Page::get(1, &mut s)?.map(|page| page.hash),
        Some("#b".into())
    );
    Ok(())
}

#[test]
fn of_two_who_choose_a_new_hash_the_second_one_is_stale() -> Result<()> {
    let [(mut one, mine), (mut two, theirs)] = two_sessions(page("a", "#a"))?;
    (one[mine].text, one[mine].hash) = ("b".into(), "#b".into());
    one.commit()?;
    (two[theirs].text, two[theirs].hash) = ("c".into(), "#c".into());
    fails(two.commit(), ErrorKind::Stale, &["pages", "text"]);
    two.rollback()?;
    two.refresh(theirs)?;
    assert_eq!(two[theirs].text, "b");
    two.delete(theirs);
    two.commit()
}

#[test]
fn a_version_that_the_program_forgot_to_change_hides_no_lost_update() -> Result<()> {
    let [(mut one, mine), (mut two, theirs)] = two_sessions(page("a", "#a"))?;
    one[mine].text = "b".into();
    one.commit()?;
    two[theirs].text = "c".into();
    fails(two.commit(), ErrorKind::Stale, &["pages", "text"]);
    Ok(())
}

#[test]
fn a_delete_compares_the_chosen_version() -> Result<()> {
    let [(mut one, mine), (mut two, theirs)] = two_sessions(page("a", "#a"))?;
    one[mine].hash = "#b".into();
    one.commit()?;
    two.delete(theirs);
    fails(two.commit(), ErrorKind::Stale, &["pages", "hash"]);
    Ok(())
}

#[test]
fn a_time_that_each_update_sets_is_a_version() -> Result<()> {
    let note = Note::builder().text("a").build();
    let [(mut one, mine), (mut two, theirs)] = two_sessions(note)?;
    let before = one[mine].changed;
    one[mine].text = "b".into();
    one.commit()?;
    assert!(one[mine].changed > before);
    one[mine].text = "c".into();
    one.commit()?; // the time that the first update wrote is known
    two[theirs].text = "d".into();
    fails(two.commit(), ErrorKind::Stale, &["notes", "text"]);
    Ok(())
}

#[test]
fn merging_a_struct_with_another_version_is_stale() -> Result<()> {
    let engine = database(&schema![Page, Note]);
    let mut s = engine.session();
    let mut copy = Page::create(page("a", "#a"), &mut s)?;
    Page::filter(Page::id.eq(1))
        .set(Page::hash, "#b")
        .update(&mut s)?;
    copy.text = "c".into();
    fails(s.merge(copy), ErrorKind::Stale, &["pages"]);
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Setting {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    value: i64,
    #[column(version)]
    revision: String,
}

fn setting(value: i64, revision: &str) -> Setting {
    let named = Setting::builder().name("volume");
    named.value(value).revision(revision).build()
}

#[test]
fn an_upsert_writes_the_version_that_the_program_chose() -> Result<()> {
    let mut s = database(&schema![Setting]).session();
    setting(3, "a").upsert(Setting::name, &mut s)?;
    let louder = setting(9, "b").upsert(Setting::name, &mut s)?;
    assert_eq!((louder.value, louder.revision.as_str()), (9, "b"));
    s.commit()?;
    assert_eq!(Setting::all(&mut s)?, [louder]);
    Ok(())
}

#[test]
fn an_update_by_conflict_leaves_the_version_that_the_program_chooses_to_it() -> Result<()> {
    let mut s = database(&schema![Setting]).session();
    Setting::create(setting(3, "a"), &mut s)?;
    let louder = |revision| {
        let on_name = Setting::insert_all([setting(9, revision)]).on_conflict(Setting::name);
        on_name.set((Setting::value, Setting::revision))
    };
    louder("b").execute(&mut s)?;
    assert_eq!(Setting::select().one(&mut s)?.revision, "b");
    let value_only = Setting::insert_all([setting(10, "c")]).on_conflict(Setting::name);
    value_only.set(Setting::value).execute(&mut s)?;
    let kept = Setting::select().one(&mut s)?;
    assert_eq!((kept.value, kept.revision.as_str()), (10, "b"));
    Ok(())
}
