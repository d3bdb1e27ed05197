//! The least that any library pays which puts its statements together while the program runs.
//!
//! By hand the text of a statement is a constant. A library keeps what it is asked for until the statement
//! runs, finds the text by it, and binds its values one by one; all else that a library is for (locks,
//! checks, errors that explain themselves, a log) is left out here.

use std::cell::{Cell, RefCell};
use std::hint::black_box;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use crate::peers::{by_hand, orm};
use crate::processes::Processes;
use crate::report::{Report, shown};
use crate::timing::compare;
use crate::workload::{Body, CALLS, Peer, Work};

/// Prints what it costs, and what Crocus does.
pub fn run(report: &mut Report, processes: &Processes) {
    report.line("\n## What it costs to put a statement together\n");
    report.head(&["one row", "rusqlite", "at least", "", "Crocus", ""]);
    let rows: [(&str, Work, fn(Work) -> Body); 3] = [
        ("insert", Work::Insert(1), insert),
        ("update one column by key", Work::UpdateOne, update),
        ("delete by key", Work::Delete, delete),
    ];
    for (name, work, floor) in rows {
        let peer = |name, body| Peer { name, body };
        let peers = [
            peer("rusqlite", by_hand::body),
            peer("at least", floor),
            peer("Crocus", orm::body),
        ];
        let key = format!("floor: {name}");
        let compared = processes.times(&key, |effort| compare(name, work, &peers, effort));
        let Some(times) = compared else { continue };
        report.line(&format!(
            "| {name} | {} | {} | {:.2} | {} | {:.2} |",
            shown(times[0]),
            shown(times[1]),
            times[1] / times[0],
            shown(times[2]),
            times[2] / times[0]
        ));
    }
}

/// As many bytes of text as are kept without an allocation.
const SHORT: usize = 22;

/// A value that is kept until its statement runs.
enum Value {
    Integer(i64),
    Short(u8, [u8; SHORT]),
    Text(String),
}

impl Value {
    fn text(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                Value::Short(text.len() as u8, bytes)
            }
            None => Value::Text(text.to_owned()),
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Short(length, bytes) => ValueRef::Text(&bytes[..usize::from(*length)]),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// An UPDATE of one column, or a DELETE.
struct Change {
    table: &'static str,
    set: Option<(&'static str, Value)>,
    condition: (&'static str, Value),
}

/// A row that is inserted, and what its columns are.
trait Row {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];
    fn value(&self, column: usize) -> ValueRef<'_>;
    fn has_key(&self) -> bool;
    fn set_key(&mut self, key: i64);
}

/// What a text is found by: the addresses of names, or of a table and a set of columns.
type Key = [usize; 3];

/// The texts of statements that were built before.
#[derive(Default)]
struct Texts {
    known: RefCell<Vec<(Key, String)>>,
    last: Cell<usize>,
}

type Result<T> = std::result::Result<T, Box<rusqlite::Error>>;

impl Texts {
    fn run<T>(
        &self,
        connection: &Connection,
        key: Key,
        build: impl FnOnce() -> String,
        body: impl FnOnce(&mut CachedStatement<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let is_it = |(known, _): &(Key, String)| *known == key;
        if !self.known.borrow().get(self.last.get()).is_some_and(is_it) {
            let mut known = self.known.borrow_mut();
            let place = known.iter().position(is_it).unwrap_or_else(|| {
                known.push((key, build()));
                known.len() - 1
            });
            self.last.set(place);
        }
        let (_, text) = &self.known.borrow()[self.last.get()];
        let mut statement = connection.prepare_cached(text)?;
        Ok(body(&mut statement)?)
    }

    // A library's code does not know the statement that is asked for.
    #[inline(never)]
    fn change(&self, connection: &Connection, change: &Change) -> Result<usize> {
        let (table, (column, value)) = (change.table, &change.condition);
        let set = change.set.as_ref();
        let address = |name: &str| name.as_ptr().addr();
        let key = [
            address(table),
            set.map_or(0, |(column, _)| address(column)),
            address(column),
        ];
        let build = || match set {
            Some((set, _)) => format!("UPDATE {table} SET {set} = ? WHERE {column} = ?"),
            None => format!("DELETE FROM {table} WHERE {column} = ?"),
        };
        self.run(connection, key, build, |statement| {
            let mut place = 0;
            for value in set.map(|(_, value)| value).into_iter().chain([value]) {
                place += 1;
                statement.raw_bind_parameter(place, value)?;
            }
            statement.raw_execute()
        })
    }

    #[inline(never)]
    fn insert<R: Row>(&self, connection: &Connection, row: &mut R) -> Result<()> {
        let mut sent: u128 = (1 << R::COLUMNS.len()) - 1;
        if !row.has_key() {
            sent &= !1;
        }
        let table = R::TABLE;
        let key = [table.as_ptr().addr(), sent as usize, (sent >> 64) as usize];
        let columns = || (0..R::COLUMNS.len()).filter(|column| sent >> column & 1 == 1);
        let build = || {
            let names: Vec<&str> = columns().map(|column| R::COLUMNS[column]).collect();
            let marks = vec!["?"; names.len()].join(", ");
            format!(
                "INSERT INTO {table} ({}) VALUES ({marks})",
                names.join(", ")
            )
        };
        self.run(connection, key, build, |statement| {
            let mut place = 0;
            for column in columns() {
                place += 1;
                let value = ToSqlOutput::Borrowed(row.value(column));
                statement.raw_bind_parameter(place, value)?;
            }
            statement.raw_execute()
        })?;
        if sent & 1 == 0 {
            row.set_key(connection.last_insert_rowid());
        }
        Ok(())
    }
}

struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

impl Row for User {
    const TABLE: &'static str = "users";
    const COLUMNS: &'static [&'static str] = &["id", "name", "hair_color"];

    fn value(&self, column: usize) -> ValueRef<'_> {
        match column {
            0 => ValueRef::Integer(self.id),
            1 => ValueRef::Text(self.name.as_bytes()),
            _ => match &self.hair_color {
                Some(color) => ValueRef::Text(color.as_bytes()),
                None => ValueRef::Null,
            },
        }
    }

    fn has_key(&self) -> bool {
        self.id != 0
    }

    fn set_key(&mut self, key: i64) {
        self.id = key;
    }
}

fn insert(work: Work) -> Body {
    let texts = Texts::default();
    by_hand::writing(work, move |connection, tally| {
        let mut user = User {
            id: 0,
            name: format!("User {}", black_box(0)),
            hair_color: Some("black".to_owned()),
        };
        texts.insert(connection, &mut user).unwrap();
        black_box(&user);
        tally.take(1_usize);
    })
}

fn update(work: Work) -> Body {
    let texts = Texts::default();
    let mut id = 0;
    by_hand::writing(work, move |connection, tally| {
        id = id % 1000 + 1;
        let change = Change {
            table: User::TABLE,
            set: Some(("name", Value::text("new name"))),
            condition: ("id", Value::Integer(id)),
        };
        tally.take(texts.change(connection, &change).unwrap());
    })
}

fn delete(work: Work) -> Body {
    let texts = Texts::default();
    let mut id = 0;
    by_hand::writing(work, move |connection, tally| {
        id = id % i64::from(CALLS) + 1;
        let change = Change {
            table: User::TABLE,
            set: None,
            condition: ("id", Value::Integer(id)),
        };
        tally.take(texts.change(connection, &change).unwrap());
    })
}
