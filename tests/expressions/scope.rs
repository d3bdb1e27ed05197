//! Joins: which tables a query has, and what reads as `Option`.

use crocus::prelude::*;
use crocus::{case, table};

use crate::model::{Post, User, session};

#[test]
fn a_join_brings_a_table_into_scope() {
    let s = &mut session();
    let posts: Vec<Post> = Post::select()
        .join(Post::author)
        .filter(User::name.eq("ann"))
        .all(s)
        .unwrap();
    assert_eq!(posts.len(), 2);
    let pairs: Vec<(String, String)> = Post::select()
        .join(Post::author)
        .filter(User::active)
        .order_by(Post::id.asc())
        .columns((Post::title, User::name))
        .all(s)
        .unwrap();
    let expected = [("x", "ann"), ("y", "ann"), ("x", "bob")];
    assert_eq!(
        pairs,
        expected.map(|(title, name)| (title.to_owned(), name.to_owned()))
    );
}

#[test]
fn columns_of_a_left_joined_table_read_as_options() {
    let s = &mut session();
    let rows: Vec<(String, Option<String>)> = User::select()
        .left_join_on(table::<Post>(), Post::author.eq(User::id))
        .filter(User::id.ge(3))
        .order_by((User::id.asc(), Post::id.asc()))
        .columns((User::name, Post::title))
        .all(s)
        .unwrap();
    assert_eq!(
        rows,
        [
            ("cyd".to_owned(), Some("bob".to_owned())),
            ("dan".to_owned(), None)
        ]
    );
}

#[test]
fn expressions_over_a_left_joined_table_read_as_options() {
    let s = &mut session();
    let users = User::select()
        .left_join_on(table::<Post>(), Post::author.eq(User::id))
        .order_by(User::id.desc())
        .limit(1);
    let upper: Vec<(String, Option<String>)> = users
        .clone()
        .columns((User::name, Post::title.upper()))
        .all(s)
        .unwrap();
    assert_eq!(upper, [("dan".to_owned(), None)]);
    let sum: Vec<Option<i64>> = users.clone().columns(Post::id + 1).all(s).unwrap();
    assert_eq!(sum, [None]);
    let mixed: Vec<Option<i64>> = users.clone().columns(User::id + Post::id).all(s).unwrap();
    assert_eq!(mixed, [None]);
    let flat: Vec<Option<ForeignKey<User>>> = users.columns(Post::reviewer).all(s).unwrap();
    assert_eq!(flat, [None]);
}

#[test]
fn coalesce_and_count_are_never_null_over_a_left_join() {
    let s = &mut session();
    let users = User::select().left_join_on(table::<Post>(), Post::author.eq(User::id));
    let titles: Vec<(String, String)> = users
        .clone()
        .filter(User::id.eq(4))
        .columns((User::name, Post::title.coalesce("-")))
        .all(s)
        .unwrap();
    assert_eq!(titles, [("dan".to_owned(), "-".to_owned())]);
    let counts: Vec<(String, i64, Option<i64>)> = users
        .group_by(User::id)
        .having(Post::id.count().ne(1))
        .order_by(User::id.asc())
        .columns((User::name, Post::id.count(), Post::id.max()))
        .all(s)
        .unwrap();
    assert_eq!(
        counts,
        [("ann".to_owned(), 2, Some(2)), ("dan".to_owned(), 0, None)]
    );
}

#[test]
fn whole_models_are_selected_and_optional_over_a_left_join() {
    let s = &mut session();
    let both: Vec<(Post, Option<User>)> = Post::select()
        .left_join(Post::reviewer)
        .order_by(Post::id.asc())
        .columns((Post::all_columns, User::all_columns))
        .all(s)
        .unwrap();
    let reviewers: Vec<Option<&str>> = both
        .iter()
        .map(|(_, user)| user.as_ref().map(|user| user.name.as_str()))
        .collect();
    assert_eq!(reviewers, [Some("bob"), None, None, None]);
    assert_eq!(both[0].0.title, "x");
    let inner: Vec<(User, String, Post)> = Post::select()
        .join(Post::author)
        .filter(Post::id.eq(4))
        .columns((User::all_columns, Post::title, Post::all_columns))
        .all(s)
        .unwrap();
    assert_eq!(inner[0].0.name, "cyd");
    assert_eq!(inner[0].2.title, inner[0].1);
    let users: Vec<User> = User::select().columns(User::all_columns).all(s).unwrap();
    assert_eq!(users, User::all(s).unwrap());
}

#[test]
fn joins_also_go_against_a_key_by_any_condition() {
    let s = &mut session();
    let bosses: Vec<(String, String)> = User::select()
        .join_on(table::<Post>(), Post::title.eq(User::name) & Post::id.gt(1))
        .columns((User::name, Post::title))
        .all(s)
        .unwrap();
    assert_eq!(bosses, [("bob".to_owned(), "bob".to_owned())]);
    let every = User::select().cross_join(table::<Post>());
    assert_eq!(every.count(s).unwrap(), 16);
}

#[test]
fn a_narrowed_query_is_one_without_joins_in_its_type() {
    fn by_active_author() -> Select<Post> {
        Post::select()
            .join(Post::author)
            .filter(User::active)
            .narrow()
    }
    let s = &mut session();
    assert_eq!(by_active_author().count(s).unwrap(), 3);
    let entities: Vec<Entity<Post>> = s.load(by_active_author()).unwrap();
    assert_eq!(entities.len(), 3);
    let tracked = by_active_author()
        .order_by(Post::id.asc())
        .tracked()
        .first(s)
        .unwrap();
    assert_eq!(tracked, Some(entities[0]));
}

#[test]
fn a_table_joined_twice_without_alias_is_misuse_that_names_alias() {
    let s = &mut session();
    let error = Post::select()
        .join(Post::author)
        .join(Post::reviewer)
        .all(s)
        .unwrap_err();
    assert_eq!(error.kind(), crocus::ErrorKind::Misuse);
    assert!(error.to_string().contains("alias!"), "{error}");
}

#[test]
fn expressions_with_a_nullable_part_read_as_options() {
    let s = &mut session();
    let ann = User::filter(User::id.eq(1));
    let sum: Option<i32> = ann.clone().columns(User::age + User::rank).one(s).unwrap();
    assert_eq!(sum, None);
    let also: Option<i32> = ann.clone().columns(User::rank + User::age).one(s).unwrap();
    assert_eq!(also, None);
    let value: Option<i32> = ann.clone().columns(User::rank + 1).one(s).unwrap();
    assert_eq!(value, None);
    let text: Option<String> = ann
        .clone()
        .columns(User::name.concat(User::bio))
        .one(s)
        .unwrap();
    assert_eq!(text, None);
    let first: Option<i32> = ann
        .clone()
        .columns(User::rank.coalesce(User::rank))
        .one(s)
        .unwrap();
    assert_eq!(first, None);
    let arm = case().when(User::id.eq(0), User::age).otherwise(User::rank);
    let arm: Option<i32> = ann.clone().columns(arm).one(s).unwrap();
    assert_eq!(arm, None);
    let whole: i32 = ann
        .columns(User::rank.coalesce(User::age) + 1)
        .one(s)
        .unwrap();
    assert_eq!(whole, 18);
}
