//! The tables of the workloads, and what fills them.

use chrono::{DateTime, Utc};
use crocus::prelude::*;

pub const SCHEMA: &str = "
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

#[derive(Debug, Clone, Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub hair_color: Option<String>,
}

#[derive(Debug, Clone, Model)]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    #[column(name = "user_id")]
    pub user: ForeignKey<User>,
    pub title: String,
    pub content: Option<String>,
}

#[derive(Debug, Clone, Model)]
pub struct Comment {
    #[column(primary_key)]
    pub id: i64,
    #[column(name = "post_id")]
    pub post: ForeignKey<Post>,
    pub text: String,
}

#[derive(Debug, Clone, Model)]
pub struct Wide {
    #[column(primary_key)]
    pub id: i64,
    pub a: i64,
    pub b: i64,
    pub c: i32,
    pub d: f64,
    pub e: f64,
    pub f: String,
    pub g: String,
    pub h: String,
    pub i: Option<String>,
    pub j: Option<String>,
    pub k: Option<i64>,
    pub l: Option<i64>,
    pub m: Option<f64>,
    pub n: Option<f64>,
    pub o: bool,
    pub p: bool,
    pub q: DateTime<Utc>,
    pub r: DateTime<Utc>,
    pub s: Option<DateTime<Utc>>,
}

/// Users, posts for each, comments for each post.
pub fn fill(connection: &rusqlite::Connection, users: i64, posts: i64, comments: i64) {
    connection.execute_batch(SCHEMA).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    let mut insert_user =
        connection.prepare("INSERT INTO users (name, hair_color) VALUES (?, ?)").unwrap();
    let mut insert_post =
        connection.prepare("INSERT INTO posts (user_id, title, content) VALUES (?, ?, ?)").unwrap();
    let mut insert_comment =
        connection.prepare("INSERT INTO comments (post_id, text) VALUES (?, ?)").unwrap();
    for user in 0..users {
        let hair = if user % 2 == 0 { Some("black") } else { None };
        insert_user.execute((format!("User {user}"), hair)).unwrap();
        let user_id = connection.last_insert_rowid();
        for post in 0..posts {
            insert_post.execute((user_id, format!("Post {post}"), "some content")).unwrap();
            let post_id = connection.last_insert_rowid();
            for comment in 0..comments {
                insert_comment.execute((post_id, format!("Comment {comment}"))).unwrap();
            }
        }
    }
    connection.execute_batch("COMMIT").unwrap();
}

pub fn fill_wide(connection: &rusqlite::Connection, rows: i64) {
    connection.execute_batch(SCHEMA).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for row in 0..rows {
        let even = row % 2 == 0;
        connection
            .execute(
                "INSERT INTO wides VALUES (?1, ?1, ?1 * 2, 7, 1.5, 2.5, 'first text', 'second text', \
                 'third, longer text of some length', ?2, NULL, ?3, NULL, ?4, NULL, 1, 0, \
                 '2024-02-29 12:30:00.000005', '2024-02-29 12:31:00.000000', NULL)",
                (row + 1, even.then_some("maybe"), even.then_some(5), even.then_some(0.5)),
            )
            .unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
}
