//! The workloads on rusqlite, as one writes them by hand: `prepare_cached`, `row.get`.

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{Connection, Row, ToSql, TransactionBehavior, params, params_from_iter};

use crate::data::{self, nested};
use crate::tally::{Tally, seen};
use crate::workload::{Body, CALLS, Work};

/// The table that most workloads use.
pub struct User {
    pub id: i64,
    pub name: String,
    pub hair_color: Option<String>,
}

struct Post {
    id: i64,
    user_id: i64,
    title: String,
    content: Option<String>,
}

struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

struct Wide {
    id: i64,
    a: i64,
    b: i64,
    c: i32,
    d: f64,
    e: f64,
    f: String,
    g: String,
    h: String,
    i: Option<String>,
    j: Option<String>,
    k: Option<i64>,
    l: Option<i64>,
    m: Option<f64>,
    n: Option<f64>,
    o: bool,
    p: bool,
    q: DateTime<Utc>,
    r: DateTime<Utc>,
    s: Option<DateTime<Utc>>,
}

seen! {
    User: id name hair_color;
    Post: id user_id title content;
    Comment: id post_id text;
    Wide: id a b c d e f g h i j k l m n o p q r s;
}

/// All users, with the columns that [`user`] reads.
pub const USERS: &str = "SELECT id, name, hair_color FROM users";
const WIDES: &str = "SELECT id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s FROM wides";
const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.6f";

/// Reads a user.
pub fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        hair_color: row.get(2)?,
    })
}

fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        user_id: row.get(1)?,
        title: row.get(2)?,
        content: row.get(3)?,
    })
}

fn comment(row: &Row<'_>) -> rusqlite::Result<Comment> {
    Ok(Comment {
        id: row.get(0)?,
        post_id: row.get(1)?,
        text: row.get(2)?,
    })
}

fn moment(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f")
        .unwrap()
        .and_utc()
}

fn wide(row: &Row<'_>) -> rusqlite::Result<Wide> {
    Ok(Wide {
        id: row.get(0)?,
        a: row.get(1)?,
        b: row.get(2)?,
        c: row.get(3)?,
        d: row.get(4)?,
        e: row.get(5)?,
        f: row.get(6)?,
        g: row.get(7)?,
        h: row.get(8)?,
        i: row.get(9)?,
        j: row.get(10)?,
        k: row.get(11)?,
        l: row.get(12)?,
        m: row.get(13)?,
        n: row.get(14)?,
        o: row.get(15)?,
        p: row.get(16)?,
        q: moment(row.get_ref(17)?.as_str()?),
        r: moment(row.get_ref(18)?.as_str()?),
        s: row.get_ref(19)?.as_str_or_null()?.map(moment),
    })
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    statement
        .query_map(parameters, read)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn open(work: Work) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(data::PRAGMAS).unwrap();
    connection.execute_batch(&data::database(work)).unwrap();
    connection
}

fn reading(work: Work, mut read: impl FnMut(&mut Connection, &mut Tally) + 'static) -> Body {
    let mut connection = open(work);
    Box::new(move |tally| read(&mut connection, tally))
}

/// In one transaction, which is rolled back now and then.
pub fn writing(work: Work, mut write: impl FnMut(&Connection, &mut Tally) + 'static) -> Body {
    let connection = open(work);
    connection.execute_batch("BEGIN").unwrap();
    let mut calls = 0;
    Box::new(move |tally| {
        write(&connection, tally);
        if tally.is_looking() {
            tally.take((
                all(&connection, USERS, [], user),
                all(&connection, WIDES, [], wide),
            ));
        }
        calls += 1;
        if calls % CALLS == 0 {
            connection.execute_batch("ROLLBACK; BEGIN").unwrap();
        }
    })
}

/// The workload on rusqlite.
#[expect(clippy::too_many_lines, reason = "one arm for each workload")]
pub fn body(work: Work) -> Body {
    match work {
        Work::Trivial(_) => reading(work, |connection, tally| {
            tally.take(all(connection, USERS, [], user));
        }),
        Work::Medium(_) => reading(work, medium),
        Work::Join => reading(work, |connection, tally| {
            let sql =
                "SELECT posts.title, users.name FROM posts JOIN users ON users.id = posts.user_id";
            let read = |row: &Row<'_>| -> rusqlite::Result<(String, String)> {
                Ok((row.get(0)?, row.get(1)?))
            };
            tally.take(all(connection, sql, [], read));
        }),
        Work::Insert(rows) => insert(work, rows),
        Work::Nested => reading(work, three_queries),
        Work::Get => {
            let mut id = 0;
            reading(work, move |connection, tally| {
                id = id % 1000 + 1;
                let sql = "SELECT id, name, hair_color FROM users WHERE id = ?";
                let mut statement = connection.prepare_cached(sql).unwrap();
                tally.take(statement.query_row([id], user).unwrap());
            })
        }
        Work::UpdateOne => {
            let mut id = 0;
            writing(work, move |connection, tally| {
                id = id % 1000 + 1;
                tally.take(update(connection, id));
            })
        }
        Work::UpdateMany => writing(work, |connection, tally| {
            tally.take((1..=1000).map(|id| update(connection, id)).sum::<usize>());
        }),
        Work::Dynamic(shapes) => dynamic(work, shapes),
        Work::Eager => reading(work, |connection, tally| {
            let users = all(connection, USERS, [], user);
            let posts = all(
                connection,
                "SELECT id, user_id, title, content FROM posts",
                [],
                post,
            );
            tally.take(nested(users, |user| user.id, posts, |post| post.user_id));
        }),
        Work::Wide => reading(work, |connection, tally| {
            tally.take(all(connection, WIDES, [], wide));
        }),
        Work::WideGet => {
            let mut id = 0;
            let sql = format!("{WIDES} WHERE id = ?");
            reading(work, move |connection, tally| {
                id = id % 1000 + 1;
                let mut statement = connection.prepare_cached(&sql).unwrap();
                tally.take(statement.query_row([id], wide).unwrap());
            })
        }
        Work::WideInsert => wide_insert(work),
        Work::Delete => {
            let mut id = 0;
            writing(work, move |connection, tally| {
                id = id % i64::from(CALLS) + 1;
                let mut statement = connection
                    .prepare_cached("DELETE FROM users WHERE id = ?")
                    .unwrap();
                tally.take(statement.execute([id]).unwrap());
            })
        }
        Work::TwoColumns => reading(work, |connection, tally| {
            let read = |row: &Row<'_>| -> rusqlite::Result<(i64, String)> {
                Ok((row.get(0)?, row.get(1)?))
            };
            tally.take(all(connection, "SELECT id, name FROM users", [], read));
        }),
        Work::Groups => reading(work, |connection, tally| {
            let sql = "SELECT user_id, COUNT(*), MAX(title) FROM posts GROUP BY user_id";
            let read = |row: &Row<'_>| -> rusqlite::Result<(i64, i64, Option<String>)> {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            };
            tally.take(all(connection, sql, [], read));
        }),
        Work::Transaction => transaction(work),
    }
}

fn medium(connection: &mut Connection, tally: &mut Tally) {
    let sql = "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, \
        posts.title, posts.content FROM users LEFT JOIN posts ON posts.user_id = users.id \
        WHERE users.hair_color = ?";
    let read = |row: &Row<'_>| -> rusqlite::Result<(User, Option<Post>)> {
        let post = match row.get(3)? {
            Some(id) => Some(Post {
                id,
                user_id: row.get(4)?,
                title: row.get(5)?,
                content: row.get(6)?,
            }),
            None => None,
        };
        Ok((user(row)?, post))
    };
    tally.take(all(connection, sql, ["black"], read));
}

fn insert(work: Work, rows: u32) -> Body {
    let marks = vec!["(?, ?)"; rows as usize].join(", ");
    let sql = format!("INSERT INTO users (name, hair_color) VALUES {marks}");
    writing(work, move |connection, tally| {
        let mut statement = connection.prepare_cached(&sql).unwrap();
        let values: Vec<(String, Option<String>)> = (0..rows)
            .map(|row| (format!("User {row}"), Some("black".to_owned())))
            .collect();
        let flat = values
            .iter()
            .flat_map(|(name, hair)| [name as &dyn ToSql, hair as &dyn ToSql]);
        tally.take(statement.execute(params_from_iter(flat)).unwrap());
    })
}

fn three_queries(connection: &mut Connection, tally: &mut Tally) {
    let marks = |count: usize| vec!["?"; count].join(", ");
    let users = all(connection, USERS, [], user);
    let sql = format!(
        "SELECT id, user_id, title, content FROM posts WHERE user_id IN ({})",
        marks(users.len())
    );
    let posts = all(
        connection,
        &sql,
        params_from_iter(users.iter().map(|user| user.id)),
        post,
    );
    let sql = format!(
        "SELECT id, post_id, text FROM comments WHERE post_id IN ({})",
        marks(posts.len())
    );
    let comments = all(
        connection,
        &sql,
        params_from_iter(posts.iter().map(|post| post.id)),
        comment,
    );
    let posts = nested(posts, |post| post.id, comments, |comment| comment.post_id);
    tally.take(nested(
        users,
        |user| user.id,
        posts,
        |(post, _)| post.user_id,
    ));
}

fn update(connection: &Connection, id: i64) -> usize {
    let mut statement = connection
        .prepare_cached("UPDATE users SET name = ? WHERE id = ?")
        .unwrap();
    statement.execute(params!["new name", id]).unwrap()
}

fn dynamic(work: Work, shapes: u32) -> Body {
    let mut call = 0;
    reading(work, move |connection, tally| {
        call += 1;
        let shape = call % shapes;
        let mut sql = String::from("SELECT id, name, hair_color FROM users WHERE 1");
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut add = |condition: &str, value: Box<dyn ToSql>| {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        };
        add("id > ?", Box::new(100));
        add("id < ?", Box::new(200));
        add("name LIKE ?", Box::new("User%"));
        add("hair_color = ?", Box::new("black"));
        add("id <> ?", Box::new(150));
        for bit in (0..8).filter(|bit| shape >> bit & 1 == 1) {
            add("id <> ?", Box::new(bit));
        }
        sql.push_str(" ORDER BY id LIMIT 10");
        tally.take(all(connection, &sql, params_from_iter(values.iter()), user));
    })
}

fn wide_insert(work: Work) -> Body {
    writing(work, |connection, tally| {
        let sql = "INSERT INTO wides (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let mut statement = connection.prepare_cached(sql).unwrap();
        let moment = data::moment();
        let (first, second, third) = (
            "first text".to_owned(),
            "second text".to_owned(),
            "third text".to_owned(),
        );
        let none: Option<String> = None;
        let written = statement.execute(params![
            1_i64,
            2_i64,
            3_i32,
            1.5,
            2.5,
            first,
            second,
            third,
            Some("maybe".to_owned()),
            none,
            Some(5_i64),
            None::<i64>,
            Some(0.5),
            None::<f64>,
            true,
            false,
            moment.format(FORMAT).to_string(),
            moment.format(FORMAT).to_string(),
            None::<String>,
        ]);
        tally.take(written.unwrap());
    })
}

fn transaction(work: Work) -> Body {
    let mut call = 0;
    reading(work, move |connection, tally| {
        call += 1;
        let id = call % 1000 + 1;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .unwrap();
        let mut user = transaction
            .prepare_cached("SELECT id, name, hair_color FROM users WHERE id = ?")
            .unwrap()
            .query_row([id], user)
            .unwrap();
        user.name = format!("Name {call}");
        transaction
            .prepare_cached("UPDATE users SET name = ? WHERE id = ?")
            .unwrap()
            .execute(params![user.name, user.id])
            .unwrap();
        transaction.commit().unwrap();
        if tally.is_looking() {
            tally.take(all(connection, USERS, [], self::user));
        }
    })
}
