//! Queries handed around: in signatures, generic functions, boxes, fields; beside names of std.

use std::num::ParseIntError;

use crocus::expr::Contains;
use crocus::prelude::*;
use crocus::{Column, Predicate, table};

use crate::model::{Post, User, session};

fn newest<M: Model>(column: Column<M, i64>) -> Select<M> {
    M::select()
        .order_by(column.desc())
        .filter(column.gt(1))
        .limit(2)
}

fn by_key<M: Model<Key = i64>>(column: Column<M, i64>, key: i64) -> Predicate<M> {
    column.eq(key)
}

fn of_active<M: Model, S: Contains<User, I>, I>(query: Select<M, S>) -> Select<M, S> {
    query.filter(User::active)
}

fn titles() -> impl Rowset<Item = (String, String)> {
    Post::select()
        .join(Post::author)
        .columns((Post::title, User::name))
}

fn counts() -> Box<dyn Rowset<Item = (String, i64)>> {
    let users = User::select().left_join_on(table::<Post>(), Post::author.eq(User::id));
    Box::new(
        users
            .group_by(User::id)
            .columns((User::name, Post::id.count())),
    )
}

fn rows() -> impl Fn(&mut Session) -> crocus::Result<Vec<(String, String)>> {
    |s| {
        Post::select()
            .join(Post::author)
            .columns((Post::title, User::name))
            .all(s)
    }
}

struct Saved {
    query: Select<User>,
    conditions: Vec<Predicate<User>>,
}

#[test]
fn queries_are_passed_on_and_generic() {
    let s = &mut session();
    assert_eq!(newest(User::id).all(s).unwrap()[0].id, 4);
    assert_eq!(newest(Post::id).all(s).unwrap().len(), 2);
    assert_eq!(
        User::filter(by_key(User::id, 2)).one(s).unwrap().name,
        "bob"
    );
    assert_eq!(
        of_active(Post::select().join(Post::author))
            .count(s)
            .unwrap(),
        3
    );
    assert_eq!(of_active(User::select()).count(s).unwrap(), 3);
    assert_eq!(rows()(s).unwrap().len(), 4);
}

#[test]
fn a_query_is_handed_out_by_what_its_rows_are() {
    let s = &mut session();
    let lengths: Vec<usize> = titles()
        .all(s)
        .unwrap()
        .iter()
        .map(|(title, name)| title.len() + name.len())
        .collect();
    assert_eq!(lengths, [4, 4, 4, 6]);
    assert_eq!(counts().all(s).unwrap()[3], ("dan".to_owned(), 0));
}

#[test]
fn a_query_is_a_value_that_is_stored_cloned_and_sent() {
    fn is_value<T: Clone + Send + Sync + 'static>(_: &T) {}
    let s = &mut session();
    let saved = Saved {
        query: User::filter(User::active),
        conditions: vec![User::age.ge(18), User::age.lt(40)],
    };
    is_value(&saved.query);
    is_value(&saved.conditions);
    is_value(
        &Post::select()
            .join(Post::author)
            .columns((Post::title, User::name)),
    );
    let query = saved.query.clone().filter(all(saved.conditions.clone()));
    assert_eq!(query.columns(User::id).all(s).unwrap(), [2]);
    assert_eq!(saved.query.count(s).unwrap(), 3);
}

#[test]
fn the_prelude_hides_no_name_of_std() {
    fn number(text: &str) -> Result<i32, ParseIntError> {
        text.parse()
    }
    fn from(any: i32) -> i32 {
        any
    }
    let any = from(number("3").unwrap());
    assert!([1, 2].iter().all(|x| *x < any));
    assert!([1, 2].iter().any(|x| *x == 1));
}

#[test]
fn traits_of_std_do_not_take_the_names_of_methods() {
    #[expect(unused_imports, reason = "what an application may have imported")]
    use std::{
        cmp::{Ord, PartialEq, PartialOrd},
        iter::Iterator,
        ops::{Add, Not},
    };
    let s = &mut session();
    let id = 5;
    assert!(
        matches!(id, 5),
        "a constant named `User::id` is no pattern here"
    );
    let query = User::filter(User::age.lt(30).and(User::active).not())
        .columns(((User::age + 1).max(), User::age.min()));
    assert_eq!(query.one(s).unwrap(), (Some(43), Some(30)));
}

#[test]
fn columns_named_as_verbs_do_not_take_the_verbs() {
    #[derive(Debug, Clone, Model)]
    struct Stat {
        #[column(primary_key)]
        id: i64,
        #[column(constant = "counted")]
        count: i32,
        #[column(constant = "deleted")]
        delete: bool,
    }
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Stat]).unwrap();
    let s = &mut engine.session();
    let stat = Stat::builder()
        .count(2)
        .delete(true)
        .build()
        .insert(s)
        .unwrap();
    assert_eq!(
        Stat::filter(Stat::counted.eq(stat.count) & Stat::deleted)
            .count(s)
            .unwrap(),
        1
    );
    stat.delete(s).unwrap();
    assert_eq!(<Stat as ActiveRecord>::count(Stat::id.gt(0), s).unwrap(), 0);
}
