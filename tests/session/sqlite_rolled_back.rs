//! SQLite ends a transaction by itself: the session notices, memory is that of the last commit, and
//! the first cause is what everybody is told.

use std::sync::atomic::{AtomicBool, Ordering};

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use crate::database::{committed, database, elsewhere, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "shelves")]
struct Shelf {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Book {
    #[column(primary_key)]
    id: i64,
    title: String,
    shelf: ForeignKey<Shelf>,
}

fn shelf(name: &str) -> Shelf {
    Shelf::builder().name(name).build()
}

fn book(title: &str, shelf: Entity<Shelf>) -> Book {
    Book::builder().title(title).shelf(shelf).build()
}

/// A shelf with three books, committed; the n-th row that is written from now on rolls back.
struct Library {
    engine: Engine,
    s: Session,
    shelf: Entity<Shelf>,
    books: Vec<Entity<Book>>,
}

const TRIGGERS: &str = "
    CREATE TABLE countdown (remaining INTEGER NOT NULL);
    CREATE TRIGGER fail_1 BEFORE INSERT ON books BEGIN UPDATE countdown SET remaining = remaining - 1; END;
    CREATE TRIGGER fail_2 BEFORE UPDATE ON books BEGIN UPDATE countdown SET remaining = remaining - 1; END;
    CREATE TRIGGER fail_3 BEFORE DELETE ON books BEGIN UPDATE countdown SET remaining = remaining - 1; END;
    CREATE TRIGGER fail_4 BEFORE INSERT ON shelves BEGIN UPDATE countdown SET remaining = remaining - 1; END;
    CREATE TRIGGER fail AFTER UPDATE ON countdown WHEN new.remaining = 0
        BEGIN SELECT RAISE(ROLLBACK, 'the roof came down'); END;
";

impl Library {
    fn new() -> Library {
        let engine = database(&schema![Shelf, Book]);
        elsewhere(&engine, TRIGGERS);
        let mut s = engine.session();
        let shelf = s.add(shelf("a"));
        let books = s.add_all(["one", "two", "three"].map(|title| book(title, shelf)));
        s.commit().unwrap();
        Library {
            engine,
            s,
            shelf,
            books,
        }
    }

    fn arm(&self, n: usize) {
        elsewhere(&self.engine, &format!("INSERT INTO countdown VALUES ({n})"));
    }

    fn disarm(&self) {
        elsewhere(&self.engine, "DELETE FROM countdown");
    }

    fn change(&mut self) -> Vec<Entity<Book>> {
        let s = &mut self.s;
        let other = s.add(shelf("b"));
        let new = s.add_all(["four", "five"].map(|title| book(title, other)));
        s[self.books[0]].title = "uno".into();
        s[self.books[1]].shelf = other.into();
        s.delete(self.books[2]);
        new
    }

    /// Everything is as `new` left it.
    fn is_as_committed(&mut self) {
        let s = &mut self.s;
        let titles: Vec<&str> = self
            .books
            .iter()
            .map(|book| s[*book].title.as_str())
            .collect();
        assert_eq!(titles, ["one", "two", "three"]);
        for book in &self.books {
            assert_eq!(s.state(*book), State::Persistent);
            assert_eq!(s[*book].shelf, ForeignKey::new(s[self.shelf].id));
        }
        assert!(s.new_entities::<Book>().is_empty() && s.dirty::<Book>().is_empty());
        assert!(s.new_entities::<Shelf>().is_empty() && s.deleted::<Book>().is_empty());
        assert_eq!(committed(&self.engine, "SELECT count(*) FROM books"), 3);
        assert_eq!(committed(&self.engine, "SELECT count(*) FROM shelves"), 1);
    }
}

fn statements_of_the_flush() -> usize {
    let mut library = Library::new();
    library.change();
    sent(&mut library.s, Session::flush).1.len()
}

#[test]
fn whichever_statement_of_a_flush_ends_the_transaction_memory_is_that_of_the_last_commit() {
    let statements = statements_of_the_flush();
    assert_eq!(statements, 6);
    for n in 1..=statements {
        let mut library = Library::new();
        // An earlier flush of the same transaction goes, too.
        let (shelf, first) = (library.shelf, library.books[0]);
        library.s[shelf].name = "renamed".into();
        library.s[first].title = "changed".into();
        library.s.flush().unwrap();
        library.s.commit().unwrap();
        library.s[first].title = "one".into();
        library.s[shelf].name = "a".into();
        library.s.commit().unwrap();
        library.arm(n);
        library.s[shelf].name = "flushed".into();
        library.s.flush().unwrap();
        let new = library.change();
        fails(
            library.s.flush(),
            ErrorKind::Sqlite,
            &["the roof came down"],
        );
        assert!(!library.s.in_transaction());
        assert_eq!(library.s[shelf].name, "a");
        assert!(
            new.iter()
                .all(|book| library.s.state(*book) == State::Transient)
        );
        library.is_as_committed();
        // Usable at once, and the same work succeeds.
        library.disarm();
        library.change();
        library.s.commit().unwrap();
        assert_eq!(committed(&library.engine, "SELECT count(*) FROM books"), 4);
    }
}

#[test]
fn until_the_outermost_closure_ends_everything_fails_with_the_first_cause() {
    let mut library = Library::new();
    library.arm(1);
    let (first, shelf) = (library.books[0], library.shelf);
    let kind = ErrorKind::Interrupted;
    let cause = &["the roof came down"];
    let outcome: Result<()> = library.s.transaction(|s| {
        s[shelf].name = "b".into();
        let inner: Result<()> = s.savepoint(|s| {
            let inmost: Result<()> = s.savepoint(|s| {
                s[first].title = "x".into();
                fails(s.flush(), ErrorKind::Sqlite, cause);
                // Another failure is not the cause.
                fails(sql("SELECT * FROM nowhere").execute(s), kind, cause);
                Ok(())
            });
            fails(inmost, kind, cause);
            assert_eq!(s[shelf].name, "a");
            fails(Book::all(s), kind, cause);
            Ok(())
        });
        fails(inner, kind, cause);
        fails(Book::select().set(Book::title, "x").update(s), kind, cause);
        fails(s.get::<Book>(1), kind, cause);
        fails(s.refresh(first), kind, cause);
        fails(s.merge(s[first].clone()), kind, cause);
        s.add(self::shelf("lost"));
        fails(s.flush(), kind, cause);
        fails(s.transaction(|_| Ok(())), kind, cause);
        Ok(())
    });
    fails(outcome, kind, cause);
    library.disarm();
    assert!(!library.s.in_transaction());
    library.is_as_committed();
    library.s[first].title = "again".into();
    library.s.commit().unwrap();
    assert_eq!(
        committed(
            &library.engine,
            "SELECT title = 'again' FROM books WHERE id = 1"
        ),
        1
    );
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Seat {
    #[column(primary_key)]
    id: i64,
    number: i64,
}

#[test]
fn a_constraint_that_rolls_back_restores_memory() {
    let engine = Engine::temporary().unwrap();
    elsewhere(
        &engine,
        "CREATE TABLE seats (id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE ON CONFLICT ROLLBACK)",
    );
    let mut s = engine.session();
    let first = s.add(Seat::builder().number(1).build());
    s.commit().unwrap();
    s[first].number = 2;
    s.flush().unwrap();
    let others = s.add_all([3, 2].map(|number| Seat::builder().number(number).build()));
    let error = fails(s.flush(), ErrorKind::Unique, &["seats", "number"]);
    assert_eq!(error.constraint().unwrap().columns(), ["number"]);
    assert!(!s.in_transaction());
    assert_eq!(s[first].number, 1);
    assert!(others.iter().all(|seat| s.state(*seat) == State::Transient));
    let outcome = engine.write(|s| {
        s.add(Seat::builder().number(1).build());
        fails(s.flush(), ErrorKind::Unique, &["seats"]);
        s.add(Seat::builder().number(9).build());
        Ok(())
    });
    fails(outcome, ErrorKind::Interrupted, &["seats.number"]);
    assert_eq!(committed(&engine, "SELECT sum(number) FROM seats"), 1);
}

/// In memory, where all sessions share one connection and its settings.
fn one_connection() -> Engine {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Seat, Shelf, Book]).unwrap();
    engine
        .write(|s| Seat::create(Seat::builder().number(1).build(), s))
        .unwrap();
    engine
}

#[test]
fn a_disk_that_fills_up_in_a_transaction_restores_memory() {
    let engine = one_connection();
    let pages = committed(&engine, "PRAGMA page_count");
    elsewhere(&engine, &format!("PRAGMA max_page_count = {pages}"));
    for several in [false, true] {
        let mut s = engine.session();
        let seat = s.get_one::<Seat>(1).unwrap();
        s[seat].number = 7;
        s.flush().unwrap();
        let large = s.add(shelf(&"x".repeat(1_000_000)));
        if several {
            s.add(shelf("small"));
        }
        fails(s.flush(), ErrorKind::Full, &["full", "shelves"]);
        if s.in_transaction() {
            assert_eq!((s[seat].number, s.state(large)), (7, State::Pending));
            s.rollback().unwrap();
        }
        assert_eq!((s[seat].number, s.state(large)), (1, State::Transient));
        assert_eq!(Seat::filter(Seat::number.eq(7)).count(&mut s).unwrap(), 0);
        s[seat].number = 8;
        s.flush().unwrap();
        s.rollback().unwrap();
    }
    let outcome: Result<()> = engine.write(|s| {
        let seat = s.get_one::<Seat>(1)?;
        s[seat].number = 7;
        s.flush()?;
        fails(
            Shelf::create(shelf(&"x".repeat(1_000_000)), s),
            ErrorKind::Full,
            &[],
        );
        assert_eq!(s[seat].number, 1);
        fails(s.get_one::<Seat>(1), ErrorKind::Interrupted, &["full"]);
        Ok(())
    });
    fails(outcome, ErrorKind::Interrupted, &["full"]);
    elsewhere(&engine, "PRAGMA max_page_count = 1000000");
    engine
        .write(|s| Shelf::create(shelf(&"x".repeat(1_000_000)), s))
        .unwrap();
    assert_eq!(committed(&engine, "SELECT number FROM seats"), 1);
}

/// Takes a few seconds, unless it is interrupted.
const LONG: &str = "INSERT INTO shelves (name) WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL
    SELECT x + 1 FROM c LIMIT 50000000) SELECT 'x' FROM c WHERE x % 1000000 = 0";

#[test]
fn an_interrupted_statement_restores_memory() {
    let engine = one_connection();
    let interrupt = engine
        .connect()
        .unwrap()
        .raw()
        .unwrap()
        .get_interrupt_handle();
    let armed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let long = |s: &mut Session| {
            armed.store(true, Ordering::Relaxed);
            let interrupting = scope.spawn(|| {
                while armed.load(Ordering::Relaxed) {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    interrupt.interrupt();
                }
            });
            let outcome = sql(LONG).execute(s);
            armed.store(false, Ordering::Relaxed);
            interrupting.join().unwrap();
            fails(outcome, ErrorKind::Interrupted, &["interrupted"]);
        };
        let mut s = engine.session();
        let seat = s.get_one::<Seat>(1).unwrap();
        s[seat].number = 7;
        let new = s.add(shelf("a"));
        s.flush().unwrap();
        long(&mut s);
        assert!(!s.in_transaction());
        assert_eq!((s[seat].number, s.state(new)), (1, State::Transient));
        s[seat].number = 2;
        s.commit().unwrap();
        let outcome = s.transaction(|s| {
            s[seat].number = 7;
            s.flush()?;
            long(s);
            fails(s.refresh(seat), ErrorKind::Interrupted, &["interrupted"]);
            Ok(())
        });
        fails(outcome, ErrorKind::Interrupted, &["interrupted"]);
        assert_eq!(s[seat].number, 2);
    });
    assert_eq!(committed(&engine, "SELECT number FROM seats"), 2);
    assert_eq!(committed(&engine, "SELECT count(*) FROM shelves"), 0);
}

fn defer(s: &mut Session) {
    sql("PRAGMA defer_foreign_keys = ON").execute(s).unwrap();
}

#[test]
fn a_failed_commit_keeps_the_transaction_and_memory() {
    let mut library = Library::new();
    let s = &mut library.s;
    s.begin().unwrap();
    defer(s);
    let lost = s.add(Book {
        id: 0,
        title: "lost".into(),
        shelf: ForeignKey::new(77),
    });
    s[library.books[0]].title = "uno".into();
    for _ in 0..3 {
        fails(s.commit(), ErrorKind::ForeignKey, &["FOREIGN KEY"]);
        assert!(s.in_transaction());
        assert_eq!((s.state(lost), s[lost].id), (State::Persistent, 4));
        assert_eq!(s[library.books[0]].title, "uno");
        assert_eq!(Book::select().count(s).unwrap(), 4);
    }
    assert_eq!(committed(&library.engine, "SELECT count(*) FROM books"), 3);
    // Mended, it succeeds; a second time it is rolled back instead.
    let found = s.add(Shelf {
        id: 77,
        ..shelf("found")
    });
    s.commit().unwrap();
    assert_eq!(committed(&library.engine, "SELECT count(*) FROM books"), 4);
    s.begin().unwrap();
    defer(s);
    s.delete(found);
    fails(s.commit(), ErrorKind::ForeignKey, &[]);
    assert_eq!(s.state(found), State::Deleted);
    s.rollback().unwrap();
    assert_eq!(
        (s.state(found), s.state(lost)),
        (State::Persistent, State::Persistent)
    );
}

#[test]
fn a_commit_that_fails_at_a_closure_s_end_rolls_back() {
    let mut library = Library::new();
    let (s, first) = (&mut library.s, library.books[0]);
    let lost = || Book {
        id: 0,
        title: "lost".into(),
        shelf: ForeignKey::new(77),
    };
    let outcome = s.transaction(|s| {
        defer(s);
        s[first].title = "uno".into();
        Ok(s.add(lost()))
    });
    fails(outcome, ErrorKind::ForeignKey, &[]);
    assert!(!s.in_transaction());
    library.is_as_committed();
    let outcome = library.engine.write(|s| {
        defer(s);
        s.add(lost());
        Ok(())
    });
    fails(outcome, ErrorKind::ForeignKey, &[]);
    library.is_as_committed();
}

/// A trigger that has written by the time it fails, and does not take that back.
const FAILS_HALFWAY: &str = "
    CREATE TABLE log (title TEXT NOT NULL);
    CREATE TRIGGER halfway AFTER UPDATE ON books BEGIN
        INSERT INTO log VALUES (new.title);
        SELECT RAISE(FAIL, 'half of it is enough') WHERE new.title = 'bad';
    END;
";

#[test]
fn a_statement_that_fails_halfway_and_keeps_its_half_ends_the_transaction() {
    let mut library = Library::new();
    elsewhere(&library.engine, FAILS_HALFWAY);
    let (s, books) = (&mut library.s, &library.books);
    s[books[0]].title = "good".into();
    s.flush().unwrap();
    s[books[1]].title = "bad".into();
    let error = s.flush().unwrap_err();
    assert!(
        error.to_string().contains("half of it is enough"),
        "{error}"
    );
    assert!(!s.in_transaction());
    library.is_as_committed();
    assert_eq!(committed(&library.engine, "SELECT count(*) FROM log"), 0);
    library.s[library.books[1]].title = "better".into();
    library.s.commit().unwrap();
    assert_eq!(committed(&library.engine, "SELECT count(*) FROM log"), 1);
}
