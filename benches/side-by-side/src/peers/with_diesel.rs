//! The workloads on Diesel.

use chrono::NaiveDateTime;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use crate::data;
use crate::tally::{Tally, seen};
use crate::workload::{Body, CALLS, Work};

diesel::table! {
    users (id) { id -> BigInt, name -> Text, hair_color -> Nullable<Text>, }
}
diesel::table! {
    posts (id) { id -> BigInt, user_id -> BigInt, title -> Text, content -> Nullable<Text>, }
}
diesel::table! {
    comments (id) { id -> BigInt, post_id -> BigInt, text -> Text, }
}
diesel::table! {
    wides (id) {
        id -> BigInt, a -> BigInt, b -> BigInt, c -> Integer, d -> Double, e -> Double,
        f -> Text, g -> Text, h -> Text, i -> Nullable<Text>, j -> Nullable<Text>,
        k -> Nullable<BigInt>, l -> Nullable<BigInt>, m -> Nullable<Double>, n -> Nullable<Double>,
        o -> Bool, p -> Bool,
        // The macro uses `q` itself.
        #[sql_name = "q"]
        first_moment -> Timestamp,
        r -> Timestamp, s -> Nullable<Timestamp>,
    }
}
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments);

#[derive(Queryable, Selectable, Identifiable)]
struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(belongs_to(User))]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
    content: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(belongs_to(Post))]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct NewUser {
    name: String,
    hair_color: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = wides)]
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
    #[diesel(column_name = first_moment)]
    q: NaiveDateTime,
    r: NaiveDateTime,
    s: Option<NaiveDateTime>,
}

#[derive(Insertable)]
#[diesel(table_name = wides, treat_none_as_default_value = false)]
struct NewWide {
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
    #[diesel(column_name = first_moment)]
    q: NaiveDateTime,
    r: NaiveDateTime,
    s: Option<NaiveDateTime>,
}

seen! {
    User: id name hair_color;
    Post: id user_id title content;
    Comment: id post_id text;
    Wide: id a b c d e f g h i j k l m n o p q r s;
}

fn open(work: Work) -> SqliteConnection {
    use diesel::connection::SimpleConnection;
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection.batch_execute(data::PRAGMAS).unwrap();
    connection.batch_execute(&data::database(work)).unwrap();
    connection
}

fn users(connection: &mut SqliteConnection) -> Vec<User> {
    users::table
        .select(User::as_select())
        .load(connection)
        .unwrap()
}

fn reading(work: Work, mut read: impl FnMut(&mut SqliteConnection, &mut Tally) + 'static) -> Body {
    let mut connection = open(work);
    Box::new(move |tally| read(&mut connection, tally))
}

/// In one transaction, which is rolled back now and then.
fn writing(work: Work, mut write: impl FnMut(&mut SqliteConnection, &mut Tally) + 'static) -> Body {
    use diesel::connection::SimpleConnection;
    let mut connection = open(work);
    connection.batch_execute("BEGIN").unwrap();
    let mut calls = 0;
    Box::new(move |tally| {
        write(&mut connection, tally);
        if tally.is_looking() {
            let wides = wides::table
                .select(Wide::as_select())
                .load(&mut connection)
                .unwrap();
            tally.take((users(&mut connection), wides));
        }
        calls += 1;
        if calls % CALLS == 0 {
            connection.batch_execute("ROLLBACK; BEGIN").unwrap();
        }
    })
}

/// The workload on Diesel.
#[expect(clippy::too_many_lines, reason = "one arm for each workload")]
pub fn body(work: Work) -> Body {
    match work {
        Work::Trivial(_) => reading(work, |connection, tally| tally.take(users(connection))),
        Work::Medium(_) => reading(work, |connection, tally| {
            let pairs: Vec<(User, Option<Post>)> = users::table
                .left_join(posts::table)
                .filter(users::hair_color.eq("black"))
                .select((User::as_select(), Option::<Post>::as_select()))
                .load(connection)
                .unwrap();
            tally.take(pairs);
        }),
        Work::Join => reading(work, |connection, tally| {
            let pairs: Vec<(String, String)> = posts::table
                .inner_join(users::table)
                .select((posts::title, users::name))
                .load(connection)
                .unwrap();
            tally.take(pairs);
        }),
        Work::Insert(rows) => insert(work, rows),
        Work::Nested => reading(work, nested),
        Work::Get => {
            let mut id = 0;
            reading(work, move |connection, tally| {
                id = id % 1000 + 1;
                let user = users::table
                    .find(id)
                    .select(User::as_select())
                    .get_result(connection);
                tally.take(user.unwrap());
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
            let users = users(connection);
            let posts = Post::belonging_to(&users)
                .select(Post::as_select())
                .load(connection);
            let posts = posts.unwrap().grouped_by(&users);
            tally.take(users.into_iter().zip(posts).collect::<Vec<_>>());
        }),
        Work::Wide => reading(work, |connection, tally| {
            tally.take(
                wides::table
                    .select(Wide::as_select())
                    .load(connection)
                    .unwrap(),
            );
        }),
        Work::WideGet => {
            let mut id = 0;
            reading(work, move |connection, tally| {
                id = id % 1000 + 1;
                let wide = wides::table
                    .find(id)
                    .select(Wide::as_select())
                    .get_result(connection);
                tally.take(wide.unwrap());
            })
        }
        Work::WideInsert => wide_insert(work),
        Work::Delete => {
            let mut id = 0;
            writing(work, move |connection, tally| {
                id = id % i64::from(CALLS) + 1;
                tally.take(
                    diesel::delete(users::table.find(id))
                        .execute(connection)
                        .unwrap(),
                );
            })
        }
        Work::TwoColumns => reading(work, |connection, tally| {
            let rows: Vec<(i64, String)> = users::table
                .select((users::id, users::name))
                .load(connection)
                .unwrap();
            tally.take(rows);
        }),
        Work::Groups => reading(work, |connection, tally| {
            let rows: Vec<(i64, i64, Option<String>)> = posts::table
                .group_by(posts::user_id)
                .select((posts::user_id, count_star(), max(posts::title)))
                .load(connection)
                .unwrap();
            tally.take(rows);
        }),
        Work::Transaction => transaction(work),
    }
}

fn insert(work: Work, rows: u32) -> Body {
    let row = |row: u32| NewUser {
        name: format!("User {row}"),
        hair_color: Some("black".to_owned()),
    };
    writing(work, move |connection, tally| {
        let values: Vec<NewUser> = (0..rows).map(row).collect();
        let insert = diesel::insert_into(users::table);
        tally.take(match values.as_slice() {
            [one] => insert.values(one).execute(connection).unwrap(),
            many => insert.values(many).execute(connection).unwrap(),
        });
    })
}

fn nested(connection: &mut SqliteConnection, tally: &mut Tally) {
    let users = users(connection);
    let posts: Vec<Post> = Post::belonging_to(&users)
        .select(Post::as_select())
        .load(connection)
        .unwrap();
    let comments: Vec<Comment> = Comment::belonging_to(&posts)
        .select(Comment::as_select())
        .load(connection)
        .unwrap();
    let comments = comments.grouped_by(&posts);
    let posts: Vec<Vec<(Post, Vec<Comment>)>> = posts
        .into_iter()
        .zip(comments)
        .collect::<Vec<_>>()
        .grouped_by(&users);
    tally.take(users.into_iter().zip(posts).collect::<Vec<_>>());
}

fn update(connection: &mut SqliteConnection, id: i64) -> usize {
    diesel::update(users::table.find(id))
        .set(users::name.eq("new name"))
        .execute(connection)
        .unwrap()
}

fn dynamic(work: Work, shapes: u32) -> Body {
    let mut call = 0;
    reading(work, move |connection, tally| {
        call += 1;
        let shape = call % shapes;
        let mut query = users::table
            .select(User::as_select())
            .into_boxed::<Sqlite>()
            .filter(users::id.gt(100))
            .filter(users::id.lt(200))
            .filter(users::name.like("User%"))
            .filter(users::hair_color.eq("black"))
            .filter(users::id.ne(150));
        for bit in (0..8).filter(|bit| shape >> bit & 1 == 1) {
            query = query.filter(users::id.ne(bit));
        }
        tally.take(
            query
                .order(users::id.asc())
                .limit(10)
                .load(connection)
                .unwrap(),
        );
    })
}

fn wide_insert(work: Work) -> Body {
    writing(work, |connection, tally| {
        let row = NewWide {
            a: 1,
            b: 2,
            c: 3,
            d: 1.5,
            e: 2.5,
            f: "first text".to_owned(),
            g: "second text".to_owned(),
            h: "third text".to_owned(),
            i: Some("maybe".to_owned()),
            j: None,
            k: Some(5),
            l: None,
            m: Some(0.5),
            n: None,
            o: true,
            p: false,
            q: data::moment().naive_utc(),
            r: data::moment().naive_utc(),
            s: None,
        };
        tally.take(
            diesel::insert_into(wides::table)
                .values(&row)
                .execute(connection)
                .unwrap(),
        );
    })
}

fn transaction(work: Work) -> Body {
    let mut call = 0_i64;
    reading(work, move |connection, tally| {
        call += 1;
        let id = call % 1000 + 1;
        let changed = connection.immediate_transaction(|connection| {
            let mut user: User = users::table
                .find(id)
                .select(User::as_select())
                .get_result(connection)?;
            user.name = format!("Name {call}");
            diesel::update(users::table.find(user.id))
                .set(users::name.eq(&user.name))
                .execute(connection)
        });
        changed.unwrap();
        if tally.is_looking() {
            tally.take(users(connection));
        }
    })
}
