//! The tables of the workloads, and the SQL that fills them; every peer runs the same text.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::workload::Work;

const SCHEMA: &str = "
CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, hair_color TEXT);
CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id),
  title TEXT NOT NULL, content TEXT);
CREATE INDEX ix_posts ON posts (user_id);
CREATE TABLE comments (id INTEGER NOT NULL PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts(id), text TEXT NOT NULL);
CREATE INDEX ix_comments ON comments (post_id);
CREATE TABLE wides (id INTEGER NOT NULL PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL,
  d REAL NOT NULL, e REAL NOT NULL, f TEXT NOT NULL, g TEXT NOT NULL, h TEXT NOT NULL, i TEXT, j TEXT,
  k INTEGER, l INTEGER, m REAL, n REAL, o BOOLEAN NOT NULL, p BOOLEAN NOT NULL,
  q DATETIME NOT NULL, r DATETIME NOT NULL, s DATETIME);
";

/// Settings that every peer runs with.
pub const PRAGMAS: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;";

/// The SQL that makes the database of a workload.
pub fn database(work: Work) -> String {
    match work {
        Work::Trivial(rows) => users(rows, 0, 0),
        Work::Medium(rows) => users(rows * 2, 1, 0),
        Work::Join => users(1000, 2, 0),
        Work::Insert(_) => users(0, 0, 0),
        Work::Nested => users(9, 10, 10),
        Work::Get
        | Work::UpdateOne
        | Work::UpdateMany
        | Work::Dynamic(_)
        | Work::Delete
        | Work::TwoColumns
        | Work::Transaction => users(1000, 0, 0),
        Work::Eager | Work::Groups => users(1000, 10, 0),
        Work::Wide | Work::WideGet => wides(1000),
        Work::WideInsert => wides(0),
    }
}

/// Users, posts for each, comments for each post.
pub fn users(users: u32, posts: u32, comments: u32) -> String {
    let mut sql = format!("{SCHEMA}BEGIN;");
    if users > 0 {
        sql += &numbered(
            users,
            "INSERT INTO users (name, hair_color) SELECT 'User ' || n, IIF(n % 2 = 0, 'black', NULL) FROM numbers ORDER BY n;",
        );
    }
    if posts > 0 {
        sql += &numbered(
            posts,
            "INSERT INTO posts (user_id, title, content) SELECT id, 'Post ' || n, 'some content' FROM users, numbers ORDER BY id, n;",
        );
    }
    if comments > 0 {
        sql += &numbered(
            comments,
            "INSERT INTO comments (post_id, text) SELECT id, 'Comment ' || n FROM posts, numbers ORDER BY id, n;",
        );
    }
    sql + "COMMIT;"
}

fn wides(rows: u32) -> String {
    let mut sql = SCHEMA.to_owned();
    if rows > 0 {
        sql += &numbered(
            rows,
            "INSERT INTO wides SELECT n + 1, n, n * 2, 7, 1.5, 2.5, 'first text', 'second text', \
            'third, longer text of some length', IIF(n % 2 = 0, 'maybe', NULL), NULL, IIF(n % 2 = 0, 5, NULL), NULL, \
            IIF(n % 2 = 0, 0.5, NULL), NULL, 1, 0, '2024-02-29 12:30:00.000005', '2024-02-29 12:31:00.000000', NULL \
            FROM numbers ORDER BY n;",
        );
    }
    sql
}

fn numbered(count: u32, insert: &str) -> String {
    format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {count}) {insert}"
    )
}

/// The moment that inserted wide rows hold.
pub fn moment() -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    day.and_hms_micro_opt(12, 30, 0, 5).unwrap().and_utc()
}

/// Children put to their parents, as one does by hand.
pub fn nested<P, C>(
    parents: Vec<P>,
    key: impl Fn(&P) -> i64,
    children: Vec<C>,
    parent: impl Fn(&C) -> i64,
) -> Vec<(P, Vec<C>)> {
    let mut groups: HashMap<i64, Vec<C>> = HashMap::new();
    for child in children {
        groups.entry(parent(&child)).or_default().push(child);
    }
    let with_children = |it: P| {
        let children = groups.remove(&key(&it)).unwrap_or_default();
        (it, children)
    };
    parents.into_iter().map(with_children).collect()
}
