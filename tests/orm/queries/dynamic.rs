//! Queries that are put together at run time, passed on, and kept.

use crocus::prelude::*;
use crocus::{ErrorKind, Predicate, Rowset};

use super::library::{Person, Post, library};
use crate::database::fails;

#[derive(Default)]
struct Search {
    name: Option<&'static str>,
    least: Option<i64>,
    only_active: bool,
}

fn found(search: &Search) -> Select<Person> {
    let mut query = Person::select();
    if let Some(name) = search.name {
        query = query.filter(Person::name.contains(name));
    }
    if let Some(least) = search.least {
        query = query.filter(Person::age.ge(least));
    }
    if search.only_active {
        query = query.filter(Person::active);
    }
    query
}

#[test]
fn a_query_keeps_its_type_while_filters_are_added() {
    let mut s = library().session();
    let mut count = |search: Search| found(&search).count(&mut s).unwrap();
    assert_eq!(count(Search::default()), 4);
    assert_eq!(
        count(Search {
            name: Some("an"),
            ..Search::default()
        }),
        2
    );
    assert_eq!(
        count(Search {
            least: Some(30),
            ..Search::default()
        }),
        3
    );
    assert_eq!(
        count(Search {
            name: Some("an"),
            least: Some(30),
            only_active: true
        }),
        1
    );
}

#[test]
fn a_list_of_conditions_folds_by_all_and_by_any() {
    let mut s = library().session();
    let conditions: Vec<Predicate<Person>> = vec![
        Person::active.into(),
        Person::age.gt(20),
        (Person::name.eq("ann") | Person::name.eq("dan")).into(),
    ];
    assert_eq!(
        Person::filter(all(conditions.clone()))
            .count(&mut s)
            .unwrap(),
        1
    );
    assert_eq!(Person::filter(any(conditions)).count(&mut s).unwrap(), 4);
}

#[test]
fn no_conditions_are_all_true_and_none_is_any() {
    let mut s = library().session();
    let none = Vec::<Predicate<Person>>::new;
    assert_eq!(Person::filter(all(none())).count(&mut s).unwrap(), 4);
    assert_eq!(Person::filter(any(none())).count(&mut s).unwrap(), 0);
}

#[test]
fn a_thousand_conditions_are_no_deep_tree() {
    let mut s = library().session();
    let many = (0..5_000).map(|age| Person::age.eq(age));
    assert_eq!(Person::filter(any(many)).count(&mut s).unwrap(), 3);
    let mut query = Person::select();
    let mut condition: Predicate<Person> = Person::id.ne(0);
    for id in 0..1_000 {
        query = query.filter(Person::id.ne(1_000 + id));
        condition = (condition & Person::id.ne(2_000 + id)).into();
    }
    assert_eq!(query.filter(condition).count(&mut s).unwrap(), 4);
}

#[test]
fn a_chain_that_grows_at_either_end_is_no_deep_tree() {
    let mut s = library().session();
    let (mut one, mut all): (Predicate<Person>, Predicate<Person>) =
        (Person::id.eq(1), Person::id.ne(0));
    for id in 5..10_000 {
        one = (Person::id.eq(id) | one).into();
        all = (Person::id.ne(id) & all).into();
    }
    assert_eq!(Person::filter(one).count(&mut s).unwrap(), 1);
    assert_eq!(Person::filter(all).count(&mut s).unwrap(), 4);
}

#[test]
fn an_expression_that_is_too_deep_is_misuse() {
    let mut s = library().session();
    let deep = (0..1_200).fold(Person::id + 0, |sum, number| sum + number);
    fails(Person::filter(deep.gt(0)).count(&mut s), ErrorKind::Misuse);
    assert_eq!(Person::select().count(&mut s).unwrap(), 4);
}

fn by_reviewer(name: &str) -> Select<Post> {
    Post::select()
        .left_join(Post::reviewer)
        .filter(Person::name.eq(name))
        .narrow()
}

fn titles(least: i64) -> impl Rowset<Item = (String, i64)> {
    Post::select()
        .join(Post::author)
        .filter(Post::stars.ge(least) & Person::active)
        .order_by(Post::id.asc())
        .columns((Post::title, Post::stars))
}

#[test]
fn a_joined_query_narrows_to_its_first_table() {
    let mut s = library().session();
    let posts = by_reviewer("ann")
        .filter(Post::stars.gt(0))
        .all(&mut s)
        .unwrap();
    assert_eq!(posts.len(), 1);
    assert_eq!(by_reviewer("ann").tracked().all(&mut s).unwrap().len(), 1);
}

#[test]
fn a_function_may_return_a_rowset() {
    let mut s = library().session();
    assert_eq!(
        titles(4).all(&mut s).unwrap(),
        [("a1".into(), 5), ("b1".into(), 4)]
    );
    assert_eq!(titles(4).first(&mut s).unwrap(), Some(("a1".into(), 5)));
    assert_eq!(titles(9).first(&mut s).unwrap(), None);
}

#[test]
fn orders_of_different_columns_fit_into_one_list() {
    let mut s = library().session();
    let orders = vec![Person::age.desc(), Person::name.asc(), Person::active.asc()];
    let query = Person::select().order_by(orders).columns(Person::name);
    assert_eq!(query.all(&mut s).unwrap(), ["ann", "bob", "dan", "cleo"]);
}

#[test]
fn a_query_is_run_as_often_as_wanted_and_sent_to_another_thread() {
    let engine = library();
    let query = Person::filter(Person::active).order_by(Person::id.asc());
    let here = engine.read(|s| query.all(s)).unwrap();
    let elsewhere = {
        let (query, engine) = (query.clone(), engine.clone());
        std::thread::spawn(move || engine.read(|s| query.all(s)).unwrap())
            .join()
            .unwrap()
    };
    assert_eq!(here, elsewhere);
    assert_eq!(engine.read(|s| query.all(s)).unwrap(), here);
}

#[test]
fn an_in_list_may_be_of_any_length() {
    let mut s = library().session();
    for length in [1, 2, 31, 32, 33, 1_000, 100_000] {
        let query = Person::filter(Person::id.in_(2..2 + length));
        assert_eq!(
            query.count(&mut s).unwrap(),
            u64::try_from(length.min(3)).unwrap()
        );
        let names = (0..length)
            .map(|number| format!("n{number}"))
            .chain(["ann".to_owned()]);
        assert_eq!(
            Person::filter(Person::name.in_(names))
                .count(&mut s)
                .unwrap(),
            1
        );
    }
}
