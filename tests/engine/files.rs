//! Which file an engine opens, and what becomes of it.

use std::path::Path;
use std::time::Duration;

use crocus::prelude::*;
use crocus::{ErrorKind, Journal};

use super::{Counter, Directory, fails, value, with_counter};

#[test]
fn a_path_may_contain_any_character() {
    let directory = Directory::new();
    for name in [
        "a b.db",
        "é ü 漢.db",
        "q?mode=ro.db",
        "h#1.db",
        "p%20q.db",
        "'\".db",
    ] {
        let path = directory.file(name);
        let engine = with_counter(Engine::open(&path).unwrap());
        assert_eq!(value(&engine), 0);
        drop(engine);
        assert!(Path::new(&path).is_file(), "{path}");
        let again = Engine::builder(&path).create(false).open().unwrap();
        assert_eq!(value(&again), 0);
    }
}

#[test]
fn a_url_with_settings_creates_no_file_named_after_them() {
    let directory = Directory::new();
    let url = format!("sqlite:///{}?mode=ro", directory.file("x.db"));
    fails(
        Engine::open(&url),
        ErrorKind::Misuse,
        &["read_only", "x.db"],
    );
    fails(Engine::open("file::memory:"), ErrorKind::Misuse, &["URI"]);
    fails(Engine::open(""), ErrorKind::Misuse, &[":memory:"]);
    assert_eq!(std::fs::read_dir(&directory.0).unwrap().count(), 0);
}

#[test]
fn a_deleted_file_is_missed_and_not_made_anew() {
    let directory = Directory::new();
    let path = directory.file("x.db");
    for journal in [Journal::Wal, Journal::Keep] {
        let engine = Engine::builder(&path).journal(journal).open().unwrap();
        let engine = with_counter(engine);
        for suffix in ["", "-wal", "-shm"] {
            let file = format!("{path}{suffix}");
            if Path::new(&file).exists() {
                std::fs::remove_file(file).unwrap();
            }
        }
        fails(engine.connect(), ErrorKind::Sqlite, &["x.db", "not exist"]);
        fails(engine.read(Counter::all), ErrorKind::Sqlite, &["x.db"]);
        assert!(!Path::new(&path).exists());
    }
}

#[test]
fn any_timeout_is_one_that_can_be_waited_for() {
    for timeout in [
        Duration::ZERO,
        Duration::from_secs(3_000_000),
        Duration::MAX,
    ] {
        let engine = Engine::builder(":memory:").busy_timeout(timeout).open();
        let engine = with_counter(engine.unwrap());
        std::thread::scope(|scope| {
            let work = || engine.write(|s| Counter::create(Counter { id: 0, value: 1 }, s));
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                let written = thread.join().unwrap();
                assert!(written.is_ok() || timeout.is_zero(), "{written:?}");
            }
        });
    }
}

#[test]
fn a_missing_file_is_not_created_when_told_so() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    fails(
        Engine::builder(&file).create(false).open(),
        ErrorKind::Sqlite,
        &["x.db"],
    );
    assert!(!Path::new(&file).exists());
    drop(Engine::open(&file).unwrap());
    drop(Engine::builder(&file).create(false).open().unwrap());
}

#[test]
fn a_temporary_database_vanishes_with_the_last_clone() {
    let engine = with_counter(Engine::temporary().unwrap());
    let list = sql("SELECT file FROM pragma_database_list WHERE name = 'main'");
    let file: String = engine.read(|s| list.scalar(s)).unwrap();
    let files =
        || ["", "-wal", "-shm"].map(|suffix| Path::new(&format!("{file}{suffix}")).exists());
    assert_eq!(files(), [true; 3]);
    let session = engine.session();
    drop(engine);
    assert!(files()[0]);
    drop(session);
    assert_eq!(files(), [false; 3]);
}

#[test]
fn a_file_persists_and_is_closed_with_the_last_clone() {
    let directory = Directory::new();
    let file = directory.file("my db.sqlite3");
    drop(with_counter(
        Engine::open(&format!("sqlite:///{file}")).unwrap(),
    ));
    assert_eq!(
        std::fs::read_dir(&directory.0).unwrap().count(),
        1,
        "the log is part of the file"
    );
    assert_eq!(value(&Engine::open(&file).unwrap()), 0);
}
