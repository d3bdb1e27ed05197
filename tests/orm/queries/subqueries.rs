//! Queries inside of queries.

use crocus::prelude::*;
use crocus::{alias, count_all, not_exists};

use super::library::{Person, Post, library};

alias!(Other = Person);

fn names(query: Select<Person>) -> Vec<String> {
    let query = query.order_by(Person::id.asc()).columns(Person::name);
    library().read(|s| query.all(s)).unwrap()
}

#[test]
fn exists_is_linked_to_the_outer_query_by_on() {
    let good = Post::filter(Post::stars.ge(4)).on(Post::author.eq(Person::id));
    let query = Person::filter(exists(good));
    assert_eq!(
        query.to_sql().unwrap(),
        "SELECT \"id\", \"name\", \"age\", \"active\", \"boss_id\" FROM \"people\" WHERE EXISTS \
         (SELECT 1 FROM \"posts\" WHERE \"posts\".\"stars\" >= ? \
         AND \"posts\".\"author_id\" = \"people\".\"id\")"
    );
    assert_eq!(names(query), ["ann", "bob"]);
}

#[test]
fn not_exists_finds_those_without() {
    let linked = || Post::select().on(Post::author.eq(Person::id));
    assert_eq!(names(Person::filter(not_exists(linked()))), ["dan"]);
    assert_eq!(names(Person::filter(!exists(linked()))), ["dan"]);
}

#[test]
fn a_closed_subquery_exists_for_all_or_none() {
    assert_eq!(
        names(Person::filter(exists(Post::filter(Post::stars.gt(4))))).len(),
        4
    );
    assert!(names(Person::filter(exists(Post::filter(Post::stars.gt(5))))).is_empty());
}

#[test]
fn in_a_subquery_of_one_column() {
    let authors = Post::filter(Post::stars.lt(4)).columns(Post::author);
    assert_eq!(
        names(Person::filter(Person::id.in_(authors.clone()))),
        ["ann", "cleo"]
    );
    assert_eq!(
        names(Person::filter(Person::id.not_in(authors))),
        ["bob", "dan"]
    );
}

#[test]
fn in_a_subquery_that_is_linked() {
    let own = Post::select()
        .columns(Post::reviewer)
        .on(Post::author.ne(Person::id));
    assert_eq!(names(Person::filter(Person::id.in_(own))), ["ann", "bob"]);
}

#[test]
fn a_scalar_subquery_is_a_value() {
    let oldest = Person::select().columns(Person::age.max());
    assert_eq!(names(Person::filter(Person::age.eq(oldest))), ["ann"]);
    let posts = Post::select()
        .columns(count_all())
        .on(Post::author.eq(Person::id))
        .scalar();
    let query = Person::select()
        .order_by(Person::id.asc())
        .columns((Person::name, posts.coalesce(0)));
    let counts: Vec<(String, i64)> = library().read(|s| query.all(s)).unwrap();
    assert_eq!(
        counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
        [2, 1, 1, 0]
    );
}

#[test]
fn a_scalar_subquery_without_a_row_is_none() {
    let title = Post::select()
        .columns(Post::title)
        .on(Post::author.eq(Person::id))
        .scalar();
    let query = Person::filter(Person::name.eq("dan")).columns(title);
    let found: Option<String> = library().read(|s| query.one(s)).unwrap();
    assert_eq!(found, None);
}

#[test]
fn a_subquery_over_the_same_table_needs_an_alias() {
    let younger = crocus::from(Other).on(Person::age.at(Other).lt(Person::age));
    assert_eq!(names(Person::filter(exists(younger))), ["ann"]);
}

#[test]
fn subqueries_nest() {
    let reviewed = Post::filter(
        Post::reviewer.in_(Person::filter(Person::name.starts_with("b")).columns(Person::id)),
    );
    let query = Person::filter(Person::id.in_(reviewed.columns(Post::author)));
    assert_eq!(names(query), ["ann"]);
}

#[test]
fn a_subquery_may_have_a_limit_and_an_order() {
    let best = Post::select()
        .order_by(Post::stars.desc())
        .limit(1)
        .columns(Post::author);
    assert_eq!(names(Person::filter(Person::id.in_(best))), ["ann"]);
}

#[test]
fn several_subqueries_in_one_condition() {
    let writes = exists(Post::select().on(Post::author.eq(Person::id)));
    let reviews = exists(Post::select().on(Post::reviewer.eq(Person::id)));
    assert_eq!(names(Person::filter(writes & !reviews)), ["cleo"]);
}
