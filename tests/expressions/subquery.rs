//! Queries inside of queries.

use crocus::not_exists;
use crocus::prelude::*;

use crate::model::{Post, Tag, User, posts, session, users};

#[test]
fn exists_asks_a_query_that_is_linked_to_the_one_around_it() {
    let s = &mut session();
    users! { s;
        exists(Post::filter(Post::title.eq("x")).on(Post::author.eq(User::id))) => [1, 2];
        !exists(Post::select().on(Post::author.eq(User::id))) => [4];
        not_exists(Post::select().on(Post::author.eq(User::id))) => [4];
        exists(Post::select().on(Post::author.eq(User::id))) & User::active => [1, 2];
    }
}

#[test]
fn exists_asks_a_closed_query_once_for_all_rows() {
    let s = &mut session();
    users! { s;
        exists(Post::filter(Post::title.eq("x"))) => [1, 2, 3, 4];
        exists(Post::filter(Post::title.eq("none"))) => [];
        exists(User::filter(User::age.gt(100))) => [];
    }
}

#[test]
fn a_subquery_of_a_subquery_sees_the_query_around_it() {
    let s = &mut session();
    let tagged = exists(Tag::select().on(Tag::label.eq(Post::title)));
    users! { s;
        exists(Post::filter(tagged).on(Post::author.eq(User::id))) => [1, 2];
    }
}

#[test]
fn a_column_is_in_a_query_of_one_column() {
    let s = &mut session();
    let adults = || User::filter(User::age.ge(18));
    users! { s;
        User::id.in_(Post::select().columns(Post::author)) => [1, 2, 3];
        User::id.not_in(Post::select().columns(Post::author)) => [4];
        User::id.in_(Post::select().columns(Post::author).on(Post::title.eq(User::name))) => [];
    }
    posts! { s;
        Post::author.in_(adults().columns(User::id)) => [3, 4];
        Post::author.in_(User::select().columns(User::id)) => [1, 2, 3, 4];
        Post::author.not_in(adults().columns(User::id)) => [1, 2];
    }
}

#[test]
fn a_query_of_one_value_compares() {
    let s = &mut session();
    users! { s;
        User::age.eq(User::select().columns(User::age.max())) => [4];
        User::age.gt(Post::select().columns(Post::id.count()).on(Post::author.eq(User::id))) => [1, 2, 3, 4];
        User::id.eq(Post::select().columns(Post::id.count()).on(Post::author.eq(User::id))) => [];
        User::age.gt(User::select().columns(User::age.avg())) => [3, 4];
    }
}

#[test]
fn a_query_of_one_value_is_selected_and_ordered_by() {
    let s = &mut session();
    let written = Post::select()
        .columns(Post::id.count())
        .on(Post::author.eq(User::id))
        .scalar();
    let rows: Vec<(String, Option<i64>)> = User::select()
        .order_by((written.clone().desc(), User::name.desc()))
        .columns((User::name, written.clone()))
        .all(s)
        .unwrap();
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ann", "cyd", "bob", "dan"]);
    assert_eq!(rows[0].1, Some(2));
    assert_eq!(rows[3].1, Some(0));
    users! { s;
        written.gt(1) => [1];
        User::rank.eq(User::select().columns(User::rank.max()).as_expr()) => [4];
    }
}

#[test]
fn a_link_may_name_no_table_of_the_query_around_it() {
    let s = &mut session();
    users! { s;
        exists(Post::select().on(Post::id.eq(1))) => [1, 2, 3, 4];
    }
}
