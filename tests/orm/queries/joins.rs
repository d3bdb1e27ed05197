//! Several tables in one query.

use crocus::prelude::*;
use crocus::{ErrorKind, alias, count_all, table};

use super::library::{Person, Post, library};
use crate::database::{fails, names};

alias!(Boss = Person);
alias!(TopBoss = Person);

#[test]
fn join_along_a_foreign_key_reads_both_tables() {
    let mut s = library().session();
    let pairs: Vec<(String, String)> = Post::select()
        .join(Post::author)
        .filter(Person::active & Person::age.ge(40))
        .order_by(Post::id.asc())
        .columns((Post::title, Person::name))
        .all(&mut s)
        .unwrap();
    assert_eq!(
        pairs,
        [("a1".into(), "ann".into()), ("a2".into(), "ann".into())]
    );
}

#[test]
fn a_join_qualifies_its_columns() {
    let query = Post::select()
        .join(Post::author)
        .columns((Post::title, Person::name));
    assert_eq!(
        query.to_sql().unwrap(),
        "SELECT \"posts\".\"title\", \"people\".\"name\" FROM \"posts\" \
         JOIN \"people\" ON \"people\".\"id\" = \"posts\".\"author_id\""
    );
}

#[test]
fn a_left_joined_table_reads_as_option() {
    let mut s = library().session();
    let query = Post::select()
        .left_join(Post::reviewer)
        .order_by(Post::id.asc());
    let names: Vec<(String, Option<String>, Option<i64>)> = query
        .clone()
        .columns((Post::title, Person::name, Person::age))
        .all(&mut s)
        .unwrap();
    let expected = [
        ("a1", Some("bob"), Some(30)),
        ("a2", None, None),
        ("b1", Some("ann"), Some(50)),
        ("c1", None, None),
    ];
    let expected = expected.map(|(title, name, age)| (title.into(), name.map(Into::into), age));
    assert_eq!(names, expected);
    let whole: Vec<(Post, Option<Person>)> = query
        .columns((Post::all_columns, Person::all_columns))
        .all(&mut s)
        .unwrap();
    let reviewers: Vec<Option<&str>> = whole
        .iter()
        .map(|(_, person)| person.as_ref().map(|it| it.name.as_str()))
        .collect();
    assert_eq!(reviewers, [Some("bob"), None, Some("ann"), None]);
}

#[test]
fn an_expression_over_a_left_joined_table_reads_as_option() {
    let mut s = library().session();
    let query = Post::select()
        .left_join(Post::reviewer)
        .order_by(Post::id.asc());
    let columns = (
        Person::name.upper(),
        Person::name.coalesce("nobody"),
        Person::age + 1,
    );
    let found: Vec<(Option<String>, String, Option<i64>)> =
        query.limit(2).columns(columns).all(&mut s).unwrap();
    assert_eq!(found[0], (Some("BOB".into()), "bob".into(), Some(31)));
    assert_eq!(found[1], (None, "nobody".into(), None));
}

#[test]
fn coalesce_with_a_left_joined_column_reads_as_option() {
    let mut s = library().session();
    let query = Post::select()
        .left_join(Post::reviewer)
        .order_by(Post::id.asc());
    let columns = (
        Person::name.coalesce(Person::name.upper()),
        Person::name.coalesce(Post::title),
    );
    let found: Vec<(Option<String>, String)> = query.limit(2).columns(columns).all(&mut s).unwrap();
    assert_eq!(found[0], (Some("bob".into()), "bob".into()));
    assert_eq!(found[1], (None, "a2".into()));
}

#[test]
fn a_table_joins_itself_under_an_alias() {
    let mut s = library().session();
    let query = Person::select()
        .left_join(Person::boss.to(Boss))
        .order_by(Person::id.asc())
        .columns((Person::name, Person::name.at(Boss)));
    let found: Vec<(String, Option<String>)> = query.all(&mut s).unwrap();
    let bosses: Vec<Option<&str>> = found.iter().map(|(_, boss)| boss.as_deref()).collect();
    assert_eq!(bosses, [None, Some("ann"), Some("ann"), Some("bob")]);
    let sql = query.to_sql().unwrap();
    assert!(
        sql.contains(r#"LEFT JOIN "people" AS "Boss" ON "Boss"."id" = "people"."boss_id""#),
        "{sql}"
    );
}

#[test]
fn an_alias_is_a_start_for_a_further_join() {
    let mut s = library().session();
    let found: Vec<(String, String)> = Person::select()
        .join(Person::boss.to(Boss))
        .join(Person::boss.at(Boss).to(TopBoss))
        .columns((Person::name, Person::name.at(TopBoss)))
        .all(&mut s)
        .unwrap();
    assert_eq!(found, [("dan".into(), "ann".into())]);
}

#[test]
fn all_columns_of_an_alias_read_as_the_model() {
    let mut s = library().session();
    let found: Vec<(Person, Person)> = Person::select()
        .join(Person::boss.to(Boss))
        .order_by(Person::id.asc())
        .columns((Person::all_columns, Person::all_columns.at(Boss)))
        .all(&mut s)
        .unwrap();
    let names: Vec<_> = found
        .iter()
        .map(|(one, boss)| (&*one.name, &*boss.name))
        .collect();
    assert_eq!(names, [("bob", "ann"), ("cleo", "ann"), ("dan", "bob")]);
}

#[test]
fn a_query_can_start_from_an_alias() {
    let mut s = library().session();
    let query = crocus::from(Boss).filter(Person::age.at(Boss).gt(40));
    let found: Vec<Person> = query.all(&mut s).unwrap();
    assert_eq!(found[0].name, "ann");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_table_joined_twice_without_alias_is_misuse_that_names_alias() {
    let mut s = library().session();
    let query = Post::select()
        .join(Post::author)
        .left_join(Post::reviewer)
        .columns(Post::id);
    names(
        &fails(query.all(&mut s), ErrorKind::Misuse),
        &["people", "alias!"],
    );
    names(
        &fails(query.to_sql(), ErrorKind::Misuse),
        &["people", "alias!"],
    );
}

#[test]
fn a_join_on_any_condition_goes_against_the_direction_of_a_key() {
    let mut s = library().session();
    let query = Person::select()
        .left_join_on(
            table::<Post>(),
            Post::author.eq(Person::id) & Post::stars.ge(4),
        )
        .order_by((Person::id.asc(), Post::id.asc()))
        .columns((Person::name, Post::title));
    let found: Vec<(String, Option<String>)> = query.all(&mut s).unwrap();
    let titles: Vec<Option<&str>> = found.iter().map(|(_, title)| title.as_deref()).collect();
    assert_eq!(titles, [Some("a1"), Some("b1"), None, None]);
}

#[test]
fn a_cross_join_is_every_row_with_every_row() {
    let mut s = library().session();
    let query = Person::select()
        .cross_join(table::<Post>())
        .columns(count_all());
    assert_eq!(query.one(&mut s).unwrap(), 16);
    let pairs = Person::select()
        .cross_join(Boss)
        .filter(Person::age.lt(Person::age.at(Boss)));
    assert_eq!(pairs.count(&mut s).unwrap(), 2);
}

#[test]
fn a_join_without_columns_answers_with_the_first_table() {
    let mut s = library().session();
    let posts: Vec<Post> = Post::select()
        .join(Post::author)
        .filter(Person::name.eq("bob"))
        .all(&mut s)
        .unwrap();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].title, "b1");
}

#[test]
fn the_same_entity_answers_for_each_row_that_a_join_repeats() {
    let mut s = library().session();
    let query = Person::select().join_on(table::<Post>(), Post::author.eq(Person::id));
    let found = s.load(query.filter(Person::name.eq("ann"))).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_foreign_key_compares_with_entity_model_and_key() {
    let mut s = library().session();
    let ann = Person::get(1, &mut s).unwrap().unwrap();
    let entity = s.get::<Person>(1).unwrap().unwrap();
    for condition in [
        Post::author.eq(1),
        Post::author.eq(&ann),
        Post::author.eq(entity),
    ] {
        assert_eq!(Post::filter(condition).count(&mut s).unwrap(), 2);
    }
    assert_eq!(
        Post::filter(Post::reviewer.eq(None)).count(&mut s).unwrap(),
        2
    );
    assert_eq!(
        Post::filter(Post::author.eq(Post::reviewer))
            .count(&mut s)
            .unwrap(),
        0
    );
}
