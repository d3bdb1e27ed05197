//! The workloads on sqlx: one connection, functions checked at run time, a runtime on the calling thread.

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, FromRow, QueryBuilder, Row, Sqlite, SqliteConnection,
};
use tokio::runtime::{Builder, Runtime};

use crate::data::{self, nested};
use crate::tally::{Tally, seen};
use crate::workload::{Body, CALLS, Work};

#[derive(FromRow)]
struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

#[derive(FromRow)]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
    content: Option<String>,
}

#[derive(FromRow)]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

#[derive(FromRow)]
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

const USERS: &str = "SELECT id, name, hair_color FROM users";
const USER: &str = "SELECT id, name, hair_color FROM users WHERE id = ?";
const WIDES: &str = "SELECT id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s FROM wides";
const WIDE: &str =
    "SELECT id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s FROM wides WHERE id = ?";

fn open(work: Work) -> (Runtime, SqliteConnection) {
    let runtime = Builder::new_current_thread().build().unwrap();
    let connection = runtime.block_on(async {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .disable_statement_logging();
        let mut connection = options.connect().await.unwrap();
        execute(&mut connection, data::PRAGMAS.to_owned()).await;
        execute(&mut connection, data::database(work)).await;
        connection
    });
    (runtime, connection)
}

async fn execute(connection: &mut SqliteConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(connection)
        .await
        .unwrap();
}

async fn all<T>(connection: &mut SqliteConnection, sql: &'static str) -> Vec<T>
where
    T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    sqlx::query_as(sql).fetch_all(connection).await.unwrap()
}

fn reading(
    work: Work,
    mut read: impl AsyncFnMut(&mut SqliteConnection, &mut Tally) + 'static,
) -> Body {
    let (runtime, mut connection) = open(work);
    Box::new(move |tally| runtime.block_on(read(&mut connection, tally)))
}

/// In one transaction, which is rolled back now and then.
fn writing(
    work: Work,
    mut write: impl AsyncFnMut(&mut SqliteConnection, &mut Tally) + 'static,
) -> Body {
    let (runtime, mut connection) = open(work);
    runtime.block_on(execute(&mut connection, "BEGIN".to_owned()));
    let mut calls = 0;
    Box::new(move |tally| {
        runtime.block_on(write(&mut connection, tally));
        if tally.is_looking() {
            let users: Vec<User> = runtime.block_on(all(&mut connection, USERS));
            let wides: Vec<Wide> = runtime.block_on(all(&mut connection, WIDES));
            tally.take((users, wides));
        }
        calls += 1;
        if calls % CALLS == 0 {
            runtime.block_on(execute(&mut connection, "ROLLBACK; BEGIN".to_owned()));
        }
    })
}

/// The workload on sqlx.
#[expect(clippy::too_many_lines, reason = "one arm for each workload")]
pub fn body(work: Work) -> Body {
    match work {
        Work::Trivial(_) => reading(work, async |connection, tally| {
            tally.take(all::<User>(connection, USERS).await);
        }),
        Work::Medium(_) => reading(work, medium),
        Work::Join => reading(work, async |connection, tally| {
            let sql =
                "SELECT posts.title, users.name FROM posts JOIN users ON users.id = posts.user_id";
            tally.take(all::<(String, String)>(connection, sql).await);
        }),
        Work::Insert(rows) => insert(work, rows),
        Work::Nested => reading(work, three_queries),
        Work::Get => {
            let mut id = 0_i64;
            reading(work, async move |connection, tally| {
                id = id % 1000 + 1;
                let user = sqlx::query_as::<_, User>(USER)
                    .bind(id)
                    .fetch_one(connection)
                    .await;
                tally.take(user.unwrap());
            })
        }
        Work::UpdateOne => {
            let mut id = 0;
            writing(work, async move |connection, tally| {
                id = id % 1000 + 1;
                tally.take(update(connection, id).await);
            })
        }
        Work::UpdateMany => writing(work, async |connection, tally| {
            let mut written = 0;
            for id in 1..=1000 {
                written += update(connection, id).await;
            }
            tally.take(written);
        }),
        Work::Dynamic(shapes) => dynamic(work, shapes),
        Work::Eager => reading(work, async |connection, tally| {
            let users: Vec<User> = all(connection, USERS).await;
            let posts: Vec<Post> =
                all(connection, "SELECT id, user_id, title, content FROM posts").await;
            tally.take(nested(users, |user| user.id, posts, |post| post.user_id));
        }),
        Work::Wide => reading(work, async |connection, tally| {
            tally.take(all::<Wide>(connection, WIDES).await);
        }),
        Work::WideGet => {
            let mut id = 0_i64;
            reading(work, async move |connection, tally| {
                id = id % 1000 + 1;
                let wide = sqlx::query_as::<_, Wide>(WIDE)
                    .bind(id)
                    .fetch_one(connection)
                    .await;
                tally.take(wide.unwrap());
            })
        }
        Work::WideInsert => wide_insert(work),
        Work::Delete => {
            let mut id = 0;
            writing(work, async move |connection, tally| {
                id = id % i64::from(CALLS) + 1;
                let delete = sqlx::query("DELETE FROM users WHERE id = ?").bind(id);
                tally.take(delete.execute(connection).await.unwrap().rows_affected() as usize);
            })
        }
        Work::TwoColumns => reading(work, async |connection, tally| {
            tally.take(all::<(i64, String)>(connection, "SELECT id, name FROM users").await);
        }),
        Work::Groups => reading(work, async |connection, tally| {
            let sql = "SELECT user_id, COUNT(*), MAX(title) FROM posts GROUP BY user_id";
            tally.take(all::<(i64, i64, Option<String>)>(connection, sql).await);
        }),
        Work::Transaction => transaction(work),
    }
}

async fn medium(connection: &mut SqliteConnection, tally: &mut Tally) {
    let sql = "SELECT users.id, users.name, users.hair_color, posts.id, posts.user_id, \
        posts.title, posts.content FROM users LEFT JOIN posts ON posts.user_id = users.id \
        WHERE users.hair_color = ?";
    let pairs: Vec<(User, Option<Post>)> = sqlx::query(sql)
        .bind("black")
        .try_map(|row: SqliteRow| {
            let post = match row.try_get(3)? {
                Some(id) => Some(Post {
                    id,
                    user_id: row.try_get(4)?,
                    title: row.try_get(5)?,
                    content: row.try_get(6)?,
                }),
                None => None,
            };
            let user = User {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                hair_color: row.try_get(2)?,
            };
            Ok((user, post))
        })
        .fetch_all(connection)
        .await
        .unwrap();
    tally.take(pairs);
}

fn insert(work: Work, rows: u32) -> Body {
    writing(work, async move |connection, tally| {
        let values: Vec<(String, Option<String>)> = (0..rows)
            .map(|row| (format!("User {row}"), Some("black".to_owned())))
            .collect();
        let written = if rows == 1 {
            let (name, hair) = &values[0];
            sqlx::query("INSERT INTO users (name, hair_color) VALUES (?, ?)")
                .bind(name)
                .bind(hair)
                .execute(connection)
                .await
        } else {
            let mut query: QueryBuilder<Sqlite> =
                QueryBuilder::new("INSERT INTO users (name, hair_color) ");
            query.push_values(values, |mut row, (name, hair)| {
                row.push_bind(name).push_bind(hair);
            });
            query.build().execute(connection).await
        };
        tally.take(written.unwrap().rows_affected() as usize);
    })
}

/// The rows of a query that ends with the keys in a list.
async fn among<T>(connection: &mut SqliteConnection, sql: &'static str, keys: Vec<i64>) -> Vec<T>
where
    T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(sql);
    query.push_tuples(keys, |mut row, key| {
        row.push_bind(key);
    });
    query.build_query_as().fetch_all(connection).await.unwrap()
}

async fn three_queries(connection: &mut SqliteConnection, tally: &mut Tally) {
    let users: Vec<User> = all(connection, USERS).await;
    let sql = "SELECT id, user_id, title, content FROM posts WHERE user_id IN ";
    let posts: Vec<Post> = among(connection, sql, users.iter().map(|user| user.id).collect()).await;
    let sql = "SELECT id, post_id, text FROM comments WHERE post_id IN ";
    let comments: Vec<Comment> =
        among(connection, sql, posts.iter().map(|post| post.id).collect()).await;
    let posts = nested(posts, |post| post.id, comments, |comment| comment.post_id);
    tally.take(nested(
        users,
        |user| user.id,
        posts,
        |(post, _)| post.user_id,
    ));
}

async fn update(connection: &mut SqliteConnection, id: i64) -> usize {
    let update = sqlx::query("UPDATE users SET name = ? WHERE id = ?")
        .bind("new name")
        .bind(id);
    update.execute(connection).await.unwrap().rows_affected() as usize
}

fn dynamic(work: Work, shapes: u32) -> Body {
    let mut call = 0;
    reading(work, async move |connection, tally| {
        call += 1;
        let shape = call % shapes;
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("SELECT id, name, hair_color FROM users WHERE id > ");
        query.push_bind(100_i64);
        query.push(" AND id < ").push_bind(200_i64);
        query.push(" AND name LIKE ").push_bind("User%");
        query.push(" AND hair_color = ").push_bind("black");
        query.push(" AND id <> ").push_bind(150_i64);
        for bit in (0..8_i64).filter(|bit| shape >> bit & 1 == 1) {
            query.push(" AND id <> ").push_bind(bit);
        }
        query.push(" ORDER BY id LIMIT 10");
        let users: Vec<User> = query.build_query_as().fetch_all(connection).await.unwrap();
        tally.take(users);
    })
}

fn wide_insert(work: Work) -> Body {
    writing(work, async |connection, tally| {
        let sql = "INSERT INTO wides (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let insert = sqlx::query(sql)
            .bind(1_i64)
            .bind(2_i64)
            .bind(3_i32)
            .bind(1.5)
            .bind(2.5)
            .bind("first text".to_owned())
            .bind("second text".to_owned())
            .bind("third text".to_owned())
            .bind(Some("maybe".to_owned()))
            .bind(None::<String>)
            .bind(Some(5_i64))
            .bind(None::<i64>)
            .bind(Some(0.5))
            .bind(None::<f64>)
            .bind(true)
            .bind(false)
            .bind(data::moment())
            .bind(data::moment())
            .bind(None::<DateTime<Utc>>);
        tally.take(insert.execute(connection).await.unwrap().rows_affected() as usize);
    })
}

fn transaction(work: Work) -> Body {
    let mut call = 0_i64;
    reading(work, async move |connection, tally| {
        call += 1;
        let id = call % 1000 + 1;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let user = sqlx::query_as::<_, User>(USER)
            .bind(id)
            .fetch_one(&mut *transaction)
            .await;
        let mut user = user.unwrap();
        user.name = format!("Name {call}");
        sqlx::query("UPDATE users SET name = ? WHERE id = ?")
            .bind(&user.name)
            .bind(user.id)
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        if tally.is_looking() {
            tally.take(all::<User>(connection, USERS).await);
        }
    })
}
