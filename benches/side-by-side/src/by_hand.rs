//! The workloads on rusqlite, as one writes them by hand: `prepare_cached`, `row.get`.

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{Connection, Row, params};

use crate::models::{fill, fill_wide};

pub type Make = Box<dyn FnOnce() -> Box<dyn FnMut() -> u64>>;

struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
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

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User { id: row.get(0)?, name: row.get(1)?, hair_color: row.get(2)? })
}

fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post { id: row.get(0)?, user_id: row.get(1)?, title: row.get(2)?, content: row.get(3)? })
}

fn moment(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap().and_utc()
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

fn open() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL").unwrap();
    connection
}

fn sum(users: &[User]) -> u64 {
    users.iter().map(|user| user.id as u64 + user.name.len() as u64 + user.hair_color.is_some() as u64).sum()
}

fn trivial(rows: i64) -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, rows, 0, 0);
        Box::new(move || {
            let mut statement =
                connection.prepare_cached("SELECT id, name, hair_color FROM users").unwrap();
            let users: Vec<User> = statement.query_map([], user).unwrap().collect::<Result<_, _>>().unwrap();
            sum(&users)
        })
    })
}

fn medium(users: i64) -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, users, 1, 0);
        Box::new(move || {
            let mut statement = connection
                .prepare_cached(
                    "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, \
                     posts.title, posts.content FROM users LEFT JOIN posts ON posts.user_id = users.id \
                     WHERE users.hair_color = ?",
                )
                .unwrap();
            let pairs: Vec<(User, Option<Post>)> = statement
                .query_map(["black"], |row| {
                    let post = match row.get::<_, Option<i64>>(3)? {
                        Some(id) => Some(Post {
                            id,
                            user_id: row.get(4)?,
                            title: row.get(5)?,
                            content: row.get(6)?,
                        }),
                        None => None,
                    };
                    Ok((user(row)?, post))
                })
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            pairs.iter().map(|(user, post)| user.id as u64 + post.as_ref().map_or(0, |post| post.id as u64 + post.user_id as u64 + post.title.len() as u64 + post.content.is_some() as u64)).sum()
        })
    })
}

fn join() -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 1000, 2, 0);
        Box::new(move || {
            let mut statement = connection
                .prepare_cached("SELECT posts.title, users.name FROM posts JOIN users ON users.id = posts.user_id")
                .unwrap();
            let pairs: Vec<(String, String)> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            pairs.iter().map(|(title, name)| (title.len() + name.len()) as u64).sum()
        })
    })
}

fn insert(rows: usize) -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 0, 0, 0);
        let sql = format!(
            "INSERT INTO users (name, hair_color) VALUES {}",
            vec!["(?, ?)"; rows].join(", ")
        );
        connection.execute_batch("BEGIN").unwrap();
        let mut calls = 0_u64;
        Box::new(move || {
            let mut statement = connection.prepare_cached(&sql).unwrap();
            let values: Vec<(String, Option<String>)> =
                (0..rows).map(|row| (format!("User {row}"), Some("black".to_owned()))).collect();
            let flat = values.iter().flat_map(|(name, hair)| {
                [name as &dyn rusqlite::ToSql, hair as &dyn rusqlite::ToSql]
            });
            let written = statement.execute(rusqlite::params_from_iter(flat)).unwrap();
            calls += 1;
            if calls % 512 == 0 {
                connection.execute_batch("ROLLBACK; BEGIN").unwrap();
            }
            written as u64
        })
    })
}

fn three_queries() -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 9, 10, 10);
        Box::new(move || {
            let mut statement = connection.prepare_cached("SELECT id, name, hair_color FROM users").unwrap();
            let users: Vec<User> = statement.query_map([], user).unwrap().collect::<Result<_, _>>().unwrap();
            let marks = |count: usize| vec!["?"; count].join(", ");
            let sql = format!(
                "SELECT id, user_id, title, content FROM posts WHERE user_id IN ({})",
                marks(users.len())
            );
            let mut statement = connection.prepare_cached(&sql).unwrap();
            let posts: Vec<Post> = statement
                .query_map(rusqlite::params_from_iter(users.iter().map(|user| user.id)), post)
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let sql = format!(
                "SELECT id, post_id, text FROM comments WHERE post_id IN ({})",
                marks(posts.len())
            );
            let mut statement = connection.prepare_cached(&sql).unwrap();
            let comments: Vec<Comment> = statement
                .query_map(rusqlite::params_from_iter(posts.iter().map(|post| post.id)), |row| {
                    Ok(Comment { id: row.get(0)?, post_id: row.get(1)?, text: row.get(2)? })
                })
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            comments.iter().map(|comment| comment.id as u64 + comment.post_id as u64 + comment.text.len() as u64).sum()
        })
    })
}

fn get() -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 1000, 0, 0);
        let mut id = 0;
        Box::new(move || {
            id = id % 1000 + 1;
            let mut statement = connection
                .prepare_cached("SELECT id, name, hair_color FROM users WHERE id = ?")
                .unwrap();
            let user = statement.query_row([id], user).unwrap();
            user.id as u64 + user.name.len() as u64
        })
    })
}

fn update_one() -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 1000, 0, 0);
        connection.execute_batch("BEGIN").unwrap();
        let mut id = 0;
        Box::new(move || {
            id = id % 1000 + 1;
            let mut statement =
                connection.prepare_cached("UPDATE users SET name = ? WHERE id = ?").unwrap();
            statement.execute(params!["new name", id]).unwrap() as u64
        })
    })
}

fn update_many() -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 1000, 0, 0);
        connection.execute_batch("BEGIN").unwrap();
        Box::new(move || {
            let mut written = 0;
            for id in 1..=1000 {
                let mut statement =
                    connection.prepare_cached("UPDATE users SET name = ? WHERE id = ?").unwrap();
                written += statement.execute(params!["new name", id]).unwrap() as u64;
            }
            written
        })
    })
}

fn dynamic(shapes: u64) -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 1000, 0, 0);
        let mut call = 0_u64;
        Box::new(move || {
            call += 1;
            let shape = call % shapes;
            let mut sql = String::from("SELECT id, name, hair_color FROM users WHERE 1");
            let mut params: Vec<Box<dyn rusqlite::ToSql>> = Vec::new();
            let mut add = |condition: &str, value: Box<dyn rusqlite::ToSql>| {
                sql.push_str(" AND ");
                sql.push_str(condition);
                params.push(value);
            };
            add("id > ?", Box::new(100));
            add("id < ?", Box::new(200));
            add("name LIKE ?", Box::new("User%"));
            add("hair_color = ?", Box::new("black"));
            add("id <> ?", Box::new(150));
            for bit in 0..8 {
                if shape >> bit & 1 == 1 {
                    add("id <> ?", Box::new(bit));
                }
            }
            sql.push_str(" ORDER BY id LIMIT 10");
            let mut statement = connection.prepare_cached(&sql).unwrap();
            let users: Vec<User> = statement
                .query_map(rusqlite::params_from_iter(params.iter()), user)
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            sum(&users)
        })
    })
}

fn eager() -> Make {
    Box::new(move || {
        let connection = open();
        fill(&connection, 1000, 10, 0);
        Box::new(move || {
            let mut statement = connection.prepare_cached("SELECT id, name, hair_color FROM users").unwrap();
            let users: Vec<User> = statement.query_map([], user).unwrap().collect::<Result<_, _>>().unwrap();
            let mut statement =
                connection.prepare_cached("SELECT id, user_id, title, content FROM posts").unwrap();
            let posts: Vec<Post> = statement.query_map([], post).unwrap().collect::<Result<_, _>>().unwrap();
            sum(&users) + posts.iter().map(|post| post.user_id as u64 + post.title.len() as u64).sum::<u64>()
        })
    })
}

fn wides() -> Make {
    Box::new(move || {
        let connection = open();
        fill_wide(&connection, 1000);
        Box::new(move || {
            let mut statement = connection
                .prepare_cached("SELECT id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s FROM wides")
                .unwrap();
            let rows: Vec<Wide> = statement.query_map([], wide).unwrap().collect::<Result<_, _>>().unwrap();
            rows.iter()
                .map(|w| {
                    (w.id + w.a + w.b) as u64
                        + w.c as u64
                        + (w.d + w.e) as u64
                        + (w.f.len() + w.g.len() + w.h.len()) as u64
                        + (w.i.is_some() as u64 + w.j.is_some() as u64)
                        + (w.k.is_some() as u64 + w.l.is_some() as u64)
                        + (w.m.is_some() as u64 + w.n.is_some() as u64)
                        + (w.o as u64 + w.p as u64)
                        + w.q.timestamp() as u64 % 7
                        + w.r.timestamp() as u64 % 7
                        + w.s.is_some() as u64
                })
                .sum()
        })
    })
}

pub fn workloads() -> Vec<(&'static str, Make)> {
    vec![
        ("trivial, 1 row", trivial(1)),
        ("trivial, 100 rows", trivial(100)),
        ("trivial, 10 000 rows", trivial(10_000)),
        ("medium, 1 row", medium(2)),
        ("medium, 100 rows", medium(200)),
        ("medium, 10 000 rows", medium(20_000)),
        ("join, 2 posts of 1 000 users", join()),
        ("insert 1 row", insert(1)),
        ("insert 10 rows in one call", insert(10)),
        ("insert 100 rows in one call", insert(100)),
        ("9 × 10 × 10, three IN queries", three_queries()),
        ("get one row by key", get()),
        ("update one column by key", update_one()),
        ("update 1 000 rows one by one", update_many()),
        ("dynamic filter, 10 rows", dynamic(1)),
        ("dynamic filter, 240 shapes", dynamic(240)),
        ("1 000 parents × 10 children", eager()),
        ("wide, 1 000 rows", wides()),
    ]
}
