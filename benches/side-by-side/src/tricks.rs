//! What each trick gives, measured alone on rusqlite: the way to the floor below hand-written code.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, params};

use crate::data;
use crate::peers::by_hand::{USERS, User, user};
use crate::report::{Report, shown};
use crate::timing::{Effort, interleaved};
use crate::workload::Body;

/// One trick: the usual way, and the other.
struct Trick {
    name: &'static str,
    workload: &'static str,
    usual: Body,
    other: Body,
}

/// Prints what each gives.
pub fn run(report: &mut Report, effort: Effort) {
    report.line("\n## Tricks, each alone on rusqlite\n");
    report.head(&["trick", "workload", "usual", "with it", "ratio"]);
    for Trick {
        name,
        workload,
        usual,
        other,
    } in all()
    {
        let times = interleaved(&mut [usual, other], effort);
        report.line(&format!(
            "| {name} | {workload} | {} | {} | {:.2} |",
            shown(times[0]),
            shown(times[1]),
            times[1] / times[0]
        ));
    }
}

fn all() -> Vec<Trick> {
    vec![
        Trick {
            name: "stable query plans (QPSG)",
            workload: "filter with LIKE, 10 rows",
            usual: like(false),
            other: like(true),
        },
        Trick {
            name: "a statement that is held",
            workload: "get by key",
            usual: get(false, false),
            other: get(true, false),
        },
        Trick {
            name: "a read transaction that stays open",
            workload: "get by key",
            usual: get(false, false),
            other: get(false, true),
        },
        Trick {
            name: "`get_ref` and a match instead of `get`",
            workload: "10 000 rows",
            usual: load(users(10_000), false),
            other: load(users(10_000), true),
        },
        Trick {
            name: "no mutex",
            workload: "10 000 rows",
            usual: load(with_mutex(), false),
            other: load(users(10_000), false),
        },
        Trick {
            name: "pages of 2 KiB instead of 4",
            workload: "delete by key, foreign keys on",
            usual: delete(4096),
            other: delete(2048),
        },
        Trick {
            name: "timestamps read at fixed places",
            workload: "1 000 timestamps",
            usual: moments(parsed),
            other: moments(at_fixed_places),
        },
        Trick {
            name: "one INSERT for many rows",
            workload: "insert 100 rows",
            usual: insert("INSERT INTO users (name, hair_color) VALUES (?, ?)", 100),
            other: insert_together(),
        },
        Trick {
            name: "`last_insert_rowid` instead of RETURNING",
            workload: "insert 100 rows one by one",
            usual: insert(
                "INSERT INTO users (name, hair_color) VALUES (?, ?) RETURNING id",
                100,
            ),
            other: insert("INSERT INTO users (name, hair_color) VALUES (?, ?)", 100),
        },
    ]
}

fn users(rows: u32) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&data::users(rows, 0, 0)).unwrap();
    connection
}

fn with_mutex() -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_FULL_MUTEX;
    let connection = Connection::open_in_memory_with_flags(flags).unwrap();
    connection
        .execute_batch(&data::users(10_000, 0, 0))
        .unwrap();
    connection
}

fn by_match(row: &Row<'_>) -> rusqlite::Result<User> {
    let text = |column: usize| -> rusqlite::Result<Option<String>> {
        match row.get_ref(column)? {
            ValueRef::Text(bytes) => Ok(std::str::from_utf8(bytes).ok().map(str::to_owned)),
            _ => Ok(None),
        }
    };
    let ValueRef::Integer(id) = row.get_ref(0)? else {
        return Err(rusqlite::Error::InvalidQuery);
    };
    let name = text(1)?.ok_or(rusqlite::Error::InvalidQuery)?;
    Ok(User {
        id,
        name,
        hair_color: text(2)?,
    })
}

fn like(stable: bool) -> Body {
    let connection = users(1000);
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, stable)
        .unwrap();
    Box::new(move |tally| {
        let sql = "SELECT id, name, hair_color FROM users \
            WHERE id > ? AND id < ? AND name LIKE ? ORDER BY id LIMIT 10";
        let mut statement = connection.prepare_cached(sql).unwrap();
        let users = statement
            .query_map(params![100, 200, "User%"], user)
            .unwrap();
        tally.take(users.collect::<Result<Vec<_>, _>>().unwrap());
    })
}

fn get(held: bool, within: bool) -> Body {
    const SQL: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
    // A statement that lives as long as its connection: nothing else frees either.
    let connection: &'static Connection = Box::leak(Box::new(users(1000)));
    if within {
        connection.execute_batch("BEGIN").unwrap();
    }
    let mut kept = connection.prepare(SQL).unwrap();
    let mut id = 0;
    Box::new(move |tally| {
        id = id % 1000 + 1;
        let user = if held {
            kept.query_row([id], user)
        } else {
            connection
                .prepare_cached(SQL)
                .unwrap()
                .query_row([id], user)
        };
        tally.take(user.unwrap());
    })
}

fn load(connection: Connection, by_reference: bool) -> Body {
    Box::new(move |tally| {
        let mut statement = connection.prepare_cached(USERS).unwrap();
        let users: Vec<User> = if by_reference {
            statement
                .query_map([], by_match)
                .unwrap()
                .collect::<Result<_, _>>()
        } else {
            statement
                .query_map([], user)
                .unwrap()
                .collect::<Result<_, _>>()
        }
        .unwrap();
        tally.take(users);
    })
}

fn moments(read: fn(&str) -> Option<DateTime<Utc>>) -> Body {
    let text = data::moment().format("%Y-%m-%d %H:%M:%S%.6f").to_string();
    let texts = vec![text; 1000];
    Box::new(move |tally| {
        let all: Option<Vec<_>> = texts.iter().map(|text| read(text)).collect();
        tally.take(all);
    })
}

fn parsed(text: &str) -> Option<DateTime<Utc>> {
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
    Some(moment.and_utc())
}

fn at_fixed_places(text: &str) -> Option<DateTime<Utc>> {
    let number = |place: std::ops::Range<usize>| {
        text.as_bytes()
            .get(place)?
            .iter()
            .try_fold(0_u32, |number, byte| {
                let digit = byte.wrapping_sub(b'0');
                (digit < 10).then(|| number * 10 + u32::from(digit))
            })
    };
    let date = NaiveDate::from_ymd_opt(number(0..4)? as i32, number(5..7)?, number(8..10)?)?;
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    Some(
        date.and_hms_micro_opt(hour, minute, second, number(20..26)?)?
            .and_utc(),
    )
}

/// Deletes rows of a table that another one refers to, and rolls back now and then.
fn delete(page: u32) -> Body {
    const ROWS: u32 = 500;
    let connection = Connection::open_in_memory().unwrap();
    let settings = format!("PRAGMA page_size = {page}; {}", data::PRAGMAS);
    connection.execute_batch(&settings).unwrap();
    connection.execute_batch(&data::users(ROWS, 0, 0)).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    let mut id = 0;
    Box::new(move |tally| {
        id += 1;
        let sql = "DELETE FROM users WHERE id = ?";
        let mut statement = connection.prepare_cached(sql).unwrap();
        tally.take(statement.execute([id]).unwrap());
        drop(statement);
        if id == ROWS {
            id = 0;
            connection.execute_batch("ROLLBACK; BEGIN").unwrap();
        }
    })
}

/// Inserts so many rows with one statement each, and rolls back.
fn insert(sql: &'static str, rows: u32) -> Body {
    let connection = users(0);
    Box::new(move |tally| {
        connection.execute_batch("BEGIN").unwrap();
        let mut ids = Vec::new();
        for row in 0..rows {
            let mut statement = connection.prepare_cached(sql).unwrap();
            let name = format!("User {row}");
            if statement.column_count() == 0 {
                statement.execute(params![name, "black"]).unwrap();
                ids.push(connection.last_insert_rowid());
            } else {
                ids.push(
                    statement
                        .query_row(params![name, "black"], |row| row.get(0))
                        .unwrap(),
                );
            }
        }
        tally.take(ids);
        connection.execute_batch("ROLLBACK").unwrap();
    })
}

fn insert_together() -> Body {
    let connection = users(0);
    let marks = vec!["(?, 'black')"; 100].join(", ");
    let sql = format!("INSERT INTO users (name, hair_color) VALUES {marks}");
    Box::new(move |tally| {
        connection.execute_batch("BEGIN").unwrap();
        let names = (0..100).map(|row| format!("User {row}"));
        let mut statement = connection.prepare_cached(&sql).unwrap();
        tally.take(
            statement
                .execute(rusqlite::params_from_iter(names))
                .unwrap(),
        );
        drop(statement);
        connection.execute_batch("ROLLBACK").unwrap();
    })
}
