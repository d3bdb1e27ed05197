//! Threads and processes that want the database at once: who waits, and who is refused.

use std::process::Command;
use std::time::Duration;

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Journal, Result};

use super::{Counter, Directory, count_one, fails, value, with_counter};

/// Names the database file to the process that helps with a test.
const HELP: &str = "CROCUS_TEST_COUNT_IN";

/// So many threads, each with so many transactions; the errors they met.
fn count(engine: &Engine, threads: i64, each: i64) -> Vec<Error> {
    std::thread::scope(|scope| {
        let work = move || -> Vec<Error> {
            (0..each)
                .filter_map(|number| count_one(engine, number).err())
                .collect()
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn threads_that_read_and_write_one_row_lose_nothing() {
    let engine = with_counter(Engine::temporary().unwrap());
    let errors = count(&engine, 8, 500);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value(&engine), 4_000);
}

#[test]
fn processes_that_read_and_write_one_row_lose_nothing() {
    let directory = Directory::new();
    let file = directory.file("count.db");
    let engine = with_counter(Engine::open(&file).unwrap());
    let mut helper = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "contention::helps_to_count_when_told_a_file"])
        .env(HELP, &file)
        .spawn()
        .unwrap();
    let errors = count(&engine, 4, 250);
    assert!(helper.wait().unwrap().success());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value(&engine), 2_000);
}

#[test]
fn helps_to_count_when_told_a_file() {
    let Ok(file) = std::env::var(HELP) else {
        return;
    };
    let errors = count(&Engine::open(&file).unwrap(), 4, 250);
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn all_threads_see_the_one_database_in_memory() {
    let engine = with_counter(Engine::memory().unwrap());
    let errors = count(&engine, 16, 100);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value(&engine), 1_600);
    let clone = engine.clone();
    drop(engine);
    assert_eq!(value(&clone), 1_600);
    assert_eq!(Engine::memory().unwrap().read(tables).unwrap(), 0);
}

fn tables(s: &mut Session) -> Result<i64> {
    sql("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").scalar(s)
}

#[test]
fn readers_read_while_a_transaction_writes() {
    let engine = with_counter(Engine::temporary().unwrap());
    engine
        .write(|s| {
            Counter::select().set(Counter::value, 9).update(s)?;
            let seen: Vec<i64> = std::thread::scope(|scope| {
                let readers: Vec<_> = (0..8).map(|_| scope.spawn(|| value(&engine))).collect();
                readers
                    .into_iter()
                    .map(|reader| reader.join().unwrap())
                    .collect()
            });
            assert_eq!(seen, [0; 8]);
            Ok(())
        })
        .unwrap();
    assert_eq!(value(&engine), 9);
}

#[test]
fn readers_of_many_threads_share_a_few_connections() {
    let directory = Directory::new();
    let builder = Engine::builder(&directory.file("x.db")).readers(2);
    let engine = with_counter(
        builder
            .busy_timeout(Duration::from_secs(60))
            .open()
            .unwrap(),
    );
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..100 {
                    assert_eq!(value(&engine), 0);
                }
            });
        }
    });
}

#[test]
fn more_readers_than_connections_on_one_thread_is_busy_not_a_deadlock() {
    let directory = Directory::new();
    let builder = Engine::builder(&directory.file("x.db")).readers(1);
    let engine = with_counter(
        builder
            .busy_timeout(Duration::from_millis(10))
            .open()
            .unwrap(),
    );
    let inner = engine.clone();
    let error = engine.read(|_| inner.read(|_| Ok(())));
    assert!(fails(error, ErrorKind::Busy, &["1"]).is_retryable());
    assert_eq!(value(&engine), 0);
}

#[test]
fn a_writer_that_waits_too_long_is_busy_and_names_where_the_holder_began() {
    let directory = Directory::new();
    let builder = Engine::builder(&directory.file("x.db"));
    let engine = with_counter(
        builder
            .busy_timeout(Duration::from_millis(10))
            .open()
            .unwrap(),
    );
    let mut holder = engine.session();
    holder.begin().unwrap();
    let error = fails(
        count_one(&engine, 0),
        ErrorKind::Busy,
        &[file!(), "still open"],
    );
    assert!(error.is_retryable());
    holder.rollback().unwrap();
    count_one(&engine, 0).unwrap();
    assert_eq!(value(&engine), 1);
}

#[test]
fn a_connection_by_hand_that_is_waited_for_in_memory_is_called_one() {
    let builder = Engine::builder("sqlite:///:memory:");
    let engine = builder
        .busy_timeout(Duration::from_millis(10))
        .open()
        .unwrap();
    let engine = with_counter(engine);
    let holder = engine.connect().unwrap();
    let error = fails(
        count_one(&engine, 0),
        ErrorKind::Busy,
        &[concat!("the connection taken at ", file!()), "in use"],
    );
    assert!(!error.to_string().contains("transaction"), "{error}");
    drop(holder);
    count_one(&engine, 0).unwrap();
}

#[test]
fn waiting_for_threads_and_then_for_processes_takes_one_timeout() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    let timeout = Duration::from_millis(1000);
    let builder = Engine::builder(&file).busy_timeout(timeout);
    let engine = with_counter(builder.open().unwrap());
    let mut holder = engine.session();
    holder.begin().unwrap();
    let start = std::time::Instant::now();
    let waiting = engine.clone();
    let thread = std::thread::spawn(move || count_one(&waiting, 0).map_err(|e| e.kind()));
    std::thread::sleep(timeout * 7 / 10);
    // Another process takes the lock before the next in the queue can.
    let other = rusqlite::Connection::open(&file).unwrap();
    other.busy_timeout(timeout).unwrap();
    holder.rollback().unwrap();
    if other.execute_batch("BEGIN IMMEDIATE").is_ok() {
        let result = thread.join().unwrap();
        // The thread may have been quicker.
        if result.is_err() {
            assert_eq!(result, Err(ErrorKind::Busy));
            assert!(start.elapsed() < timeout * 14 / 10, "{:?}", start.elapsed());
        }
        other.execute_batch("ROLLBACK").unwrap();
    }
    // What comes later waits for the whole timeout again.
    let read = sql("SELECT timeout FROM pragma_busy_timeout");
    assert_eq!(engine.write(|s| read.scalar::<i64>(s)).unwrap(), 1000);
}

#[test]
fn a_database_that_another_connection_locks_is_busy_until_it_is_free() {
    let directory = Directory::new();
    for journal in ["wal", "delete"] {
        let file = directory.file(&format!("{journal}.db"));
        let other = rusqlite::Connection::open(&file).unwrap();
        other.pragma_update(None, "journal_mode", journal).unwrap();
        let builder = Engine::builder(&file).journal(Journal::Keep);
        let engine = with_counter(
            builder
                .busy_timeout(Duration::from_millis(20))
                .open()
                .unwrap(),
        );
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        for _ in 0..3 {
            assert!(fails(count_one(&engine, 0), ErrorKind::Busy, &["lock"]).is_retryable());
        }
        if journal == "delete" {
            let read = engine.read(|s| Counter::select().count(s));
            assert!(fails(read, ErrorKind::Busy, &["lock"]).is_retryable());
        }
        other.execute_batch("ROLLBACK").unwrap();
        count_one(&engine, 0).unwrap();
        assert_eq!(value(&engine), 1, "{journal}");
    }
}

#[test]
fn opening_a_locked_file_waits_or_is_busy() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    let other = rusqlite::Connection::open(&file).unwrap();
    other
        .execute_batch("CREATE TABLE t (x); BEGIN EXCLUSIVE")
        .unwrap();
    let builder = Engine::builder(&file).busy_timeout(Duration::from_millis(20));
    fails(builder.clone().open(), ErrorKind::Busy, &["x.db"]);
    other.execute_batch("COMMIT").unwrap();
    with_counter(builder.open().unwrap());
}

#[test]
fn a_thread_that_panics_in_a_transaction_leaves_the_others_to_work() {
    let engine = with_counter(Engine::temporary().unwrap());
    let panicking = engine.clone();
    let result = std::thread::spawn(move || {
        panicking.write(|s| -> Result<()> {
            Counter::select().set(Counter::value, 9).update(s)?;
            panic!("in the middle")
        })
    })
    .join();
    assert!(result.is_err());
    assert!(count(&engine, 4, 10).is_empty());
    assert_eq!(value(&engine), 40);
}

#[test]
fn a_cursor_that_is_waited_for_in_memory_is_told_by_where_it_was_made() {
    let patient = Engine::builder(":memory:").busy_timeout(Duration::from_millis(20));
    let engine = with_counter(patient.open().unwrap());
    let mut s = engine.session();
    let query = Counter::select();
    let cursor = query.cursor(&mut s).unwrap();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| engine.write(|s| Counter::select().count(s)));
        let place = file!().rsplit('/').next().unwrap();
        fails(other.join().unwrap(), ErrorKind::Busy, &[place]);
    });
    drop(cursor);
}
