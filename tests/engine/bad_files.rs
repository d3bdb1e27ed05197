//! Files that cannot be written or are no database, and a disk that is full.

use crocus::prelude::*;
use crocus::{ErrorKind, Journal};

use super::{Counter, Directory, count_one, fails, value, with_counter};

#[test]
fn an_engine_that_only_reads_refuses_to_write() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    drop(with_counter(Engine::open(&file).unwrap()));
    let engine = Engine::builder(&file).read_only(true).open().unwrap();
    assert_eq!(value(&engine), 0);
    fails(count_one(&engine, 0), ErrorKind::ReadOnly, &[]);
    fails(
        engine.create_all(&schema![Counter]),
        ErrorKind::ReadOnly,
        &[],
    );
    let mut s = engine.session();
    s.add(Counter::builder().value(1).build());
    fails(s.commit(), ErrorKind::ReadOnly, &[]);
    assert_eq!(value(&engine), 0);
}

#[test]
fn a_file_that_may_not_be_written_is_read_only() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    let keep = Engine::builder(&file).journal(Journal::Keep);
    drop(with_counter(keep.clone().open().unwrap()));
    let mut permissions = std::fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&file, permissions).unwrap();
    // Who may do everything, may write this too.
    if std::fs::OpenOptions::new().append(true).open(&file).is_ok() {
        return;
    }
    let engine = keep.open().unwrap();
    fails(count_one(&engine, 0), ErrorKind::ReadOnly, &[]);
    assert_eq!(value(&engine), 0);
}

#[test]
fn a_directory_is_no_database() {
    let directory = Directory::new();
    let path = directory.file("");
    fails(Engine::open(&path), ErrorKind::Sqlite, &["directory"]);
    fails(
        Engine::open(&directory.file("missing/x.db")),
        ErrorKind::Sqlite,
        &["missing"],
    );
}

#[test]
fn a_file_that_is_no_database_is_corrupt_and_stays_as_it_is() {
    let directory = Directory::new();
    let file = directory.file("letter.txt");
    let letter = "Dear database, ".repeat(1_000);
    std::fs::write(&file, &letter).unwrap();
    fails(Engine::open(&file), ErrorKind::Corrupt, &["letter.txt"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), letter);
}

#[test]
fn a_damaged_page_is_corrupt_and_the_engine_goes_on() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    let keep = Engine::builder(&file).journal(Journal::Keep);
    let engine = with_counter(keep.clone().open().unwrap());
    let fill = (0..5_000).map(|value| Counter { id: 0, value });
    engine
        .write(|s| Counter::insert_all(fill).execute(s))
        .unwrap();
    drop(engine);
    let mut bytes = std::fs::read(&file).unwrap();
    let end = bytes.len();
    bytes[8_192..end].fill(0xaa);
    std::fs::write(&file, bytes).unwrap();
    let engine = keep.open().unwrap();
    for _ in 0..3 {
        fails(engine.read(Counter::all), ErrorKind::Corrupt, &[]);
    }
    assert_eq!(
        engine.read(|s| sql("SELECT 1").scalar::<i64>(s)).unwrap(),
        1
    );
}

#[test]
fn a_full_disk_is_full_and_the_engine_is_usable_afterwards() {
    let engine = with_counter(Engine::temporary().unwrap());
    let limit = |pages: i64| sql(format!("PRAGMA max_page_count = {pages}"));
    let page_count = sql("PRAGMA page_count");
    engine
        .write(|s| {
            let pages: i64 = page_count.scalar(s)?;
            limit(pages + 2).scalar::<i64>(s)
        })
        .unwrap();
    let many = || (0..100_000).map(|value| Counter { id: 0, value });
    for _ in 0..2 {
        fails(
            engine.write(|s| Counter::insert_all(many()).execute(s)),
            ErrorKind::Full,
            &["full"],
        );
        assert_eq!(engine.read(|s| Counter::select().count(s)).unwrap(), 1);
    }
    engine.write(|s| limit(1_000_000).scalar::<i64>(s)).unwrap();
    count_one(&engine, 0).unwrap();
    engine
        .write(|s| Counter::insert_all(many()).execute(s))
        .unwrap();
    assert_eq!(
        engine.read(|s| Counter::select().count(s)).unwrap(),
        100_001
    );
}
