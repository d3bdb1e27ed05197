//! The workloads on Crocus: values, queries, statements, and one session with entities.

use chrono::{DateTime, Utc};
use crocus::prelude::*;
use crocus::{Predicate, table};

use crate::data::{self, nested};
use crate::tally::{Seen, Tally, seen};
use crate::workload::{Body, CALLS, Work};

/// The table that most workloads use.
#[derive(Debug, Clone, Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub hair_color: Option<String>,
}

/// Its children.
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
struct Comment {
    #[column(primary_key)]
    id: i64,
    #[column(name = "post_id")]
    post: ForeignKey<Post>,
    text: String,
}

#[derive(Debug, Clone, Model)]
struct Wide {
    #[column(primary_key)]
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
    Post: id user title content;
    Comment: id post text;
    Wide: id a b c d e f g h i j k l m n o p q r s;
}

impl<M: Model<Key = i64>> Seen for ForeignKey<M> {
    fn see(&self, tally: &mut Tally) {
        key(self).see(tally);
    }
}

fn key<M: Model<Key = i64>>(reference: &ForeignKey<M>) -> i64 {
    *reference.key().expect("read from a row")
}

/// An engine in memory that this SQL has filled.
pub fn engine(sql: &str) -> Engine {
    let engine = Engine::memory().unwrap();
    engine.connect().unwrap().execute(sql).unwrap();
    engine
}

fn reading(work: Work, mut read: impl FnMut(&mut Session, &mut Tally) + 'static) -> Body {
    let mut s = engine(&data::database(work)).session();
    Box::new(move |tally| read(&mut s, tally))
}

/// In one transaction, which is rolled back now and then.
fn writing(work: Work, mut write: impl FnMut(&mut Session, &mut Tally) + 'static) -> Body {
    let mut s = engine(&data::database(work)).session();
    s.begin().unwrap();
    let mut calls = 0;
    Box::new(move |tally| {
        write(&mut s, tally);
        if tally.is_looking() {
            tally.take((User::all(&mut s).unwrap(), Wide::all(&mut s).unwrap()));
        }
        calls += 1;
        if calls % CALLS == 0 {
            s.rollback().unwrap();
            s.begin().unwrap();
        }
    })
}

/// The workload on Crocus.
#[expect(clippy::too_many_lines, reason = "one arm for each workload")]
pub fn body(work: Work) -> Body {
    match work {
        Work::Trivial(_) => reading(work, |s, tally| tally.take(User::all(s).unwrap())),
        Work::Medium(_) => reading(work, |s, tally| {
            let pairs = User::select()
                .left_join_on(table::<Post>(), Post::user.eq(User::id))
                .filter(User::hair_color.eq("black"))
                .columns((User::all_columns, Post::all_columns));
            tally.take(pairs.all(s).unwrap());
        }),
        Work::Join => reading(work, |s, tally| {
            let pairs = Post::select()
                .join(Post::user)
                .columns((Post::title, User::name));
            tally.take(pairs.all(s).unwrap());
        }),
        Work::Insert(rows) => insert(work, rows),
        Work::Nested => reading(work, |s, tally| {
            let users = User::all(s).unwrap();
            let posts = Post::filter(Post::user.in_(&users)).all(s).unwrap();
            let comments = Comment::filter(Comment::post.in_(&posts)).all(s).unwrap();
            let posts = nested(
                posts,
                |post| post.id,
                comments,
                |comment| key(&comment.post),
            );
            tally.take(nested(
                users,
                |user| user.id,
                posts,
                |(post, _)| key(&post.user),
            ));
        }),
        Work::Get => {
            let mut id = 0;
            reading(work, move |s, tally| {
                id = id % 1000 + 1;
                tally.take(User::get(id, s).unwrap().unwrap());
            })
        }
        Work::UpdateOne => {
            let mut id = 0;
            writing(work, move |s, tally| {
                id = id % 1000 + 1;
                tally.take(update(s, id));
            })
        }
        Work::UpdateMany => writing(work, |s, tally| {
            tally.take((1..=1000).map(|id| update(s, id)).sum::<usize>());
        }),
        Work::Dynamic(shapes) => dynamic(work, shapes),
        Work::Eager => reading(work, |s, tally| {
            let users = User::all(s).unwrap();
            let posts = Post::all(s).unwrap();
            tally.take(nested(users, |user| user.id, posts, |post| key(&post.user)));
        }),
        Work::Wide => reading(work, |s, tally| tally.take(Wide::all(s).unwrap())),
        Work::WideGet => {
            let mut id = 0;
            reading(work, move |s, tally| {
                id = id % 1000 + 1;
                tally.take(Wide::get(id, s).unwrap().unwrap());
            })
        }
        Work::WideInsert => wide_insert(work),
        Work::Delete => {
            let mut id = 0;
            writing(work, move |s, tally| {
                id = id % i64::from(CALLS) + 1;
                tally.take(User::filter(User::id.eq(id)).delete(s).unwrap());
            })
        }
        Work::TwoColumns => reading(work, |s, tally| {
            tally.take(
                User::select()
                    .columns((User::id, User::name))
                    .all(s)
                    .unwrap(),
            );
        }),
        Work::Groups => groups(work),
        Work::Transaction => transaction(work),
    }
}

fn insert(work: Work, rows: u32) -> Body {
    let row = |row: u32| User {
        id: 0,
        name: format!("User {row}"),
        hair_color: Some("black".to_owned()),
    };
    if rows == 1 {
        return writing(work, move |s, tally| {
            row(0).insert(s).unwrap();
            tally.take(1_usize);
        });
    }
    writing(work, move |s, tally| {
        tally.take(User::insert_all((0..rows).map(row)).execute(s).unwrap());
    })
}

fn update(s: &mut Session, id: i64) -> usize {
    User::filter(User::id.eq(id))
        .set(User::name, "new name")
        .update(s)
        .unwrap()
}

fn dynamic(work: Work, shapes: u32) -> Body {
    let mut call = 0;
    reading(work, move |s, tally| {
        call += 1;
        let shape = call % shapes;
        let mut query = User::filter(User::id.gt(100))
            .filter(User::id.lt(200))
            .filter(User::name.like("User%"))
            .filter(User::hair_color.eq("black"))
            .filter(User::id.ne(150));
        for bit in (0..8).filter(|bit| shape >> bit & 1 == 1) {
            let more: Predicate<User> = User::id.ne(bit);
            query = query.filter(more);
        }
        tally.take(query.order_by(User::id.asc()).limit(10).all(s).unwrap());
    })
}

fn wide_insert(work: Work) -> Body {
    writing(work, |s, tally| {
        let row = Wide {
            id: 0,
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
            q: data::moment(),
            r: data::moment(),
            s: None,
        };
        row.insert(s).unwrap();
        tally.take(1_usize);
    })
}

fn groups(work: Work) -> Body {
    reading(work, |s, tally| {
        let rows = Post::select()
            .group_by(Post::user)
            .columns((Post::user, crocus::count_all(), Post::title.max()))
            .all(s);
        tally.take(rows.unwrap());
    })
}

fn transaction(work: Work) -> Body {
    let mut call = 0;
    let engine = engine(&data::database(work));
    Box::new(move |tally| {
        call += 1;
        let id = call % 1000 + 1;
        let changed = engine.write(|s| {
            let user = s.get_one::<User>(id)?;
            s[user].name = format!("Name {call}");
            Ok(())
        });
        changed.unwrap();
        if tally.is_looking() {
            tally.take(User::all(&mut engine.session()).unwrap());
        }
    })
}
