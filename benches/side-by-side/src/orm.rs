//! The same workloads on Crocus: values, queries, statements.

use crocus::prelude::*;
use crocus::{Predicate, table};

use crate::by_hand::Make;
use crate::models::{Comment, Post, User, Wide, fill, fill_wide};

fn open(users: i64, posts: i64, comments: i64) -> Engine {
    let engine = Engine::memory().unwrap();
    fill(engine.connect().unwrap().raw().unwrap(), users, posts, comments);
    engine
}

fn sum(users: &[User]) -> u64 {
    users.iter().map(|user| user.id as u64 + user.name.len() as u64 + user.hair_color.is_some() as u64).sum()
}

fn key(user: &ForeignKey<User>) -> u64 {
    user.key().map_or(0, |key| *key as u64)
}

fn trivial(rows: i64) -> Make {
    Box::new(move || {
        let mut s = open(rows, 0, 0).session();
        Box::new(move || sum(&User::all(&mut s).unwrap()))
    })
}

fn medium(users: i64) -> Make {
    Box::new(move || {
        let mut s = open(users, 1, 0).session();
        Box::new(move || {
            let pairs: Vec<(User, Option<Post>)> = User::select()
                .left_join_on(table::<Post>(), Post::user.eq(User::id))
                .filter(User::hair_color.eq("black"))
                .columns((User::all_columns, Post::all_columns))
                .all(&mut s)
                .unwrap();
            pairs
                .iter()
                .map(|(user, post)| {
                    user.id as u64
                        + post.as_ref().map_or(0, |post| {
                            post.id as u64
                                + key(&post.user)
                                + post.title.len() as u64
                                + post.content.is_some() as u64
                        })
                })
                .sum()
        })
    })
}

fn join() -> Make {
    Box::new(move || {
        let mut s = open(1000, 2, 0).session();
        Box::new(move || {
            let pairs: Vec<(String, String)> =
                Post::select().join(Post::user).columns((Post::title, User::name)).all(&mut s).unwrap();
            pairs.iter().map(|(title, name)| (title.len() + name.len()) as u64).sum()
        })
    })
}

fn insert(rows: usize) -> Make {
    Box::new(move || {
        let mut s = open(0, 0, 0).session();
        let mut calls = 0_u64;
        Box::new(move || {
            let row = |row: usize| User {
                id: 0,
                name: format!("User {row}"),
                hair_color: Some("black".to_owned()),
            };
            let written = if rows == 1 {
                row(0).insert(&mut s).unwrap();
                1
            } else {
                User::insert_all((0..rows).map(row)).execute(&mut s).unwrap()
            };
            calls += 1;
            if calls % 512 == 0 {
                s.rollback().unwrap();
            }
            written as u64
        })
    })
}

fn three_queries() -> Make {
    Box::new(move || {
        let mut s = open(9, 10, 10).session();
        Box::new(move || {
            let users = User::all(&mut s).unwrap();
            let posts = Post::filter(Post::user.in_(&users)).all(&mut s).unwrap();
            let comments = Comment::filter(Comment::post.in_(&posts)).all(&mut s).unwrap();
            comments
                .iter()
                .map(|comment| {
                    comment.id as u64
                        + comment.post.key().map_or(0, |key| *key as u64)
                        + comment.text.len() as u64
                })
                .sum()
        })
    })
}

fn get() -> Make {
    Box::new(move || {
        let mut s = open(1000, 0, 0).session();
        let mut id = 0;
        Box::new(move || {
            id = id % 1000 + 1;
            let user = User::get(id, &mut s).unwrap().unwrap();
            user.id as u64 + user.name.len() as u64
        })
    })
}

fn update_one() -> Make {
    Box::new(move || {
        let mut s = open(1000, 0, 0).session();
        s.begin().unwrap();
        let mut id = 0;
        Box::new(move || {
            id = id % 1000 + 1;
            User::filter(User::id.eq(id)).set(User::name, "new name").update(&mut s).unwrap() as u64
        })
    })
}

fn update_many() -> Make {
    Box::new(move || {
        let mut s = open(1000, 0, 0).session();
        s.begin().unwrap();
        Box::new(move || {
            let mut written = 0;
            for id in 1..=1000_i64 {
                let rows = User::filter(User::id.eq(id)).set(User::name, "new name").update(&mut s);
                written += rows.unwrap() as u64;
            }
            written
        })
    })
}

fn dynamic(shapes: u64) -> Make {
    Box::new(move || {
        let mut s = open(1000, 0, 0).session();
        let mut call = 0_u64;
        Box::new(move || {
            call += 1;
            let shape = call % shapes;
            let mut query = User::filter(User::id.gt(100))
                .filter(User::id.lt(200))
                .filter(User::name.like("User%"))
                .filter(User::hair_color.eq("black"))
                .filter(User::id.ne(150));
            for bit in 0..8 {
                if shape >> bit & 1 == 1 {
                    let more: Predicate<User> = User::id.ne(bit);
                    query = query.filter(more);
                }
            }
            sum(&query.order_by(User::id.asc()).limit(10).all(&mut s).unwrap())
        })
    })
}

fn eager() -> Make {
    Box::new(move || {
        let mut s = open(1000, 10, 0).session();
        Box::new(move || {
            let users = User::all(&mut s).unwrap();
            let posts = Post::all(&mut s).unwrap();
            sum(&users) + posts.iter().map(|post| key(&post.user) + post.title.len() as u64).sum::<u64>()
        })
    })
}

fn wides() -> Make {
    Box::new(move || {
        let engine = Engine::memory().unwrap();
        fill_wide(engine.connect().unwrap().raw().unwrap(), 1000);
        let mut s = engine.session();
        Box::new(move || {
            let rows = Wide::all(&mut s).unwrap();
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
