//! The engine under load and in trouble: threads, processes, locks, bad files, full disks.

mod echo;
mod files;
mod memory;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Journal, Result};

/// Names the database file to the process that helps with a test.
const HELP: &str = "CROCUS_TEST_COUNT_IN";

#[derive(Debug, Clone, Model)]
struct Counter {
    #[column(primary_key)]
    id: i64,
    value: i64,
}

/// A directory that goes with its test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("crocus-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Creates the counter's row.
fn with_counter(engine: Engine) -> Engine {
    engine.create_all(&schema![Counter]).unwrap();
    engine
        .write(|s| Counter::create(Counter::builder().value(0).build(), s))
        .unwrap();
    engine
}

fn value(engine: &Engine) -> i64 {
    engine
        .read(|s| s.get_one::<Counter>(1).map(|counter| s[counter].value))
        .unwrap()
}

/// One transaction that reads the row, thinks, and writes it; by entity and by value in turn.
fn count_one(engine: &Engine, number: i64) -> Result<()> {
    engine.write(|s| {
        if number % 2 == 0 {
            let counter = s.get_one::<Counter>(1)?;
            std::thread::yield_now();
            s[counter].value += 1;
            return Ok(());
        }
        let mut counter = Counter::find_one(Counter::id.eq(1), s)?;
        std::thread::yield_now();
        counter.update(s, |counter| counter.value += 1)
    })
}

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

#[track_caller]
fn fails<T>(result: Result<T>, kind: ErrorKind, parts: &[&str]) -> Error {
    let Err(error) = result else {
        panic!("an error of kind {kind:?} was expected")
    };
    assert_eq!(error.kind(), kind, "{error}");
    for part in parts {
        assert!(
            error.to_string().contains(part),
            "`{part}` is not in: {error}"
        );
    }
    error
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
        .args(["--exact", "helps_to_count_when_told_a_file"])
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
fn views_triggers_and_checks_with_functions_of_sqlite_work() {
    let engine = Engine::temporary().unwrap();
    let raw = engine.connect().unwrap();
    raw.execute(
        "CREATE TABLE t (a TEXT CHECK (length(a) < 9 AND a GLOB '*' AND a LIKE '%'),
             j TEXT DEFAULT '{\"x\":1}' CHECK (json_valid(j)),
             d TEXT DEFAULT (strftime('%Y', 'now')),
             x INTEGER GENERATED ALWAYS AS (json_extract(j, '$.x')) STORED);
         CREATE INDEX i ON t (lower(a));
         CREATE TABLE log (a TEXT, n REAL);
         CREATE TRIGGER g AFTER INSERT ON t BEGIN
             INSERT INTO log SELECT upper(NEW.a) || hex(NEW.a), round(random() * 0.0 + 1.5);
         END;
         CREATE VIEW v AS SELECT t.a, e.value, quote(t.a) FROM t, json_each(t.j) AS e;
         INSERT INTO t (a) VALUES ('x');",
    )
    .unwrap();
    assert_eq!(raw.scalar::<String>("SELECT a FROM log").unwrap(), "X78");
    assert_eq!(raw.scalar::<i64>("SELECT value FROM v").unwrap(), 1);
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

#[test]
fn every_connection_has_the_safe_settings() {
    let engine = with_counter(Engine::temporary().unwrap());
    let settings = [
        ("journal_mode", "wal"),
        ("foreign_keys", "1"),
        ("synchronous", "1"),
        ("busy_timeout", "5000"),
        ("journal_size_limit", "67108864"),
        ("trusted_schema", "0"),
    ];
    for (name, expected) in settings {
        let read = sql(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"));
        let read = if name == "busy_timeout" {
            sql("SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout")
        } else {
            read
        };
        let writer: String = engine.write(|s| read.scalar(s)).unwrap();
        let reader: String = engine.read(|s| read.scalar(s)).unwrap();
        let session: String = read.scalar(&mut engine.session()).unwrap();
        assert_eq!([writer, reader, session], [expected; 3], "{name}");
    }
    let quoted = sql(r#"SELECT "no_such_column""#);
    fails(
        engine.read(|s| quoted.scalar::<String>(s)),
        ErrorKind::Schema,
        &["no_such_column"],
    );
}

#[test]
fn settings_are_changed_where_asked() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    let engine = Engine::builder(&file)
        .journal(Journal::Keep)
        .durable()
        .open()
        .unwrap();
    let read = sql("SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous");
    let found: Option<(String, i64)> = engine.write(|s| read.first(s)).unwrap();
    assert_eq!(found, Some(("delete".into(), 2)));
}

#[test]
fn a_connection_by_hand_returns_clean() {
    for engine in [Engine::memory().unwrap(), Engine::temporary().unwrap()] {
        let engine = with_counter(engine);
        let connection = engine.connect().unwrap();
        connection
            .execute("BEGIN IMMEDIATE; UPDATE counters SET value = 9")
            .unwrap();
        assert_eq!(
            connection
                .scalar::<i64>("SELECT value FROM counters")
                .unwrap(),
            9
        );
        drop(connection);
        assert_eq!(value(&engine), 0);
        count_one(&engine, 0).unwrap();
        assert_eq!(value(&engine), 1);
    }
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
fn a_statement_cache_survives_a_change_of_the_table() {
    let engine = with_counter(Engine::temporary().unwrap());
    assert_eq!(value(&engine), 0);
    let raw = engine.connect().unwrap();
    raw.execute("ALTER TABLE counters ADD COLUMN extra TEXT")
        .unwrap();
    count_one(&engine, 0).unwrap();
    raw.execute("DROP TABLE counters").unwrap();
    fails(engine.read(Counter::all), ErrorKind::Schema, &["counters"]);
    with_counter(engine.clone());
    assert_eq!(value(&engine), 0);
}

#[test]
fn create_all_is_repeatable_and_reports_a_table_that_drifted() {
    let engine = with_counter(Engine::temporary().unwrap());
    engine.create_all(&schema![Counter]).unwrap();
    assert_eq!(value(&engine), 0);
    let raw = engine.connect().unwrap();
    raw.execute("ALTER TABLE counters DROP COLUMN value")
        .unwrap();
    fails(
        engine.create_all(&schema![Counter]),
        ErrorKind::Schema,
        &["counters", "value"],
    );
    engine.drop_all(&schema![Counter]).unwrap();
    engine.drop_all(&schema![Counter]).unwrap();
    with_counter(engine);
}

#[test]
fn other_databases_are_misuse() {
    fails(
        Engine::open("postgresql://localhost/x"),
        ErrorKind::Misuse,
        &["sqlite"],
    );
}

#[test]
fn statements_that_fail_and_those_by_hand_are_told_of() {
    let engine = with_counter(Engine::temporary().unwrap());
    let ((), told) = crocus::testing::statements(&engine, || {
        let mut s = engine.session();
        assert!(sql("SELECT nothing").all::<i64>(&mut s).is_err());
        assert!(sql("SELEKT 1").first::<i64>(&mut s).is_err());
        assert!(sql("DELETE FROM nowhere").execute(&mut s).is_err());
        s.rollback().unwrap();
        let raw = engine.connect().unwrap();
        raw.execute("DELETE FROM counters WHERE id = 99").unwrap();
        assert!(raw.execute("DELETE FROM nothing").is_err());
        assert_eq!(raw.scalar::<i64>("SELECT 7").unwrap(), 7);
        assert!(raw.scalar::<i64>("SELECT 7 WHERE 0").is_err());
    });
    let told: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|text| !text.starts_with("BEGIN") && *text != "ROLLBACK")
        .collect();
    assert_eq!(
        told,
        [
            "SELECT nothing",
            "SELEKT 1",
            "DELETE FROM nowhere",
            "DELETE FROM counters WHERE id = 99",
            "DELETE FROM nothing",
            "SELECT 7",
            "SELECT 7 WHERE 0",
        ]
    );
}
