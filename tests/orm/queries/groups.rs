//! Aggregates, groups, CASE, DISTINCT, order.

use crocus::prelude::*;
use crocus::{Direction, case, count_all};

use super::library::{Person, Post, library};

#[test]
fn aggregates_of_no_rows_are_none_and_counts_are_zero() {
    let mut s = library().session();
    let columns = (
        count_all(),
        Post::stars.sum(),
        Post::stars.avg(),
        Post::title.max(),
    );
    let query = Post::filter(Post::id.gt(100)).columns(columns);
    assert_eq!(query.one(&mut s).unwrap(), (0, None, None, None));
}

#[test]
fn aggregates_of_rows() {
    let mut s = library().session();
    let stars = Post::stars;
    let query = Post::select().columns((stars.sum(), stars.avg(), stars.min(), stars.max()));
    assert_eq!(
        query.one(&mut s).unwrap(),
        (Some(13), Some(3.25), Some(1), Some(5))
    );
    let query = Person::select().columns((Person::age.count(), Person::age.count_distinct()));
    assert_eq!(query.one(&mut s).unwrap(), (3, 2));
}

#[test]
fn group_by_with_having_and_order_by_aggregate() {
    let mut s = library().session();
    let query = Post::select()
        .join(Post::author)
        .group_by(Person::name)
        .having(count_all().ge(1) & Post::stars.sum().gt(1))
        .order_by(Post::stars.sum().desc())
        .columns((Person::name, count_all(), Post::stars.sum()));
    let found: Vec<(String, i64, Option<i64>)> = query.all(&mut s).unwrap();
    assert_eq!(
        found,
        [("ann".into(), 2, Some(8)), ("bob".into(), 1, Some(4))]
    );
}

#[test]
fn count_over_a_left_join_is_never_none() {
    let mut s = library().session();
    let query = Person::select()
        .left_join_on(crocus::table::<Post>(), Post::author.eq(Person::id))
        .group_by(Person::id)
        .order_by(Person::id.asc())
        .columns((Person::name, Post::id.count()));
    let found: Vec<(String, i64)> = query.all(&mut s).unwrap();
    assert_eq!(
        found.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
        [2, 1, 1, 0]
    );
}

#[test]
fn count_of_a_grouped_query_counts_groups() {
    let mut s = library().session();
    let query = Post::select().group_by(Post::author).columns(Post::author);
    assert_eq!(query.count(&mut s).unwrap(), 3);
    assert_eq!(query.all(&mut s).unwrap().len(), 3);
    assert!(query.exists(&mut s).unwrap());
}

#[test]
fn case_chooses_by_condition() {
    let mut s = library().session();
    let size = case()
        .when(Post::stars.ge(5), "great")
        .when(Post::stars.ge(3), "good")
        .otherwise("poor");
    let query = Post::select().order_by(Post::id.asc()).columns(size);
    assert_eq!(
        query.all(&mut s).unwrap(),
        ["great", "good", "good", "poor"]
    );
}

#[test]
fn case_in_an_aggregate_and_in_order() {
    let mut s = library().session();
    let good = case().when(Post::stars.ge(4), 1).otherwise(0);
    let count: Option<i64> = Post::select().columns(good.sum()).one(&mut s).unwrap();
    assert_eq!(count, Some(2));
    let rank = case().when(Person::name.eq("cleo"), 0).otherwise(1);
    let query = Person::select()
        .order_by((rank.asc(), Person::name.desc()))
        .columns(Person::name);
    assert_eq!(query.all(&mut s).unwrap(), ["cleo", "dan", "bob", "ann"]);
}

#[test]
fn distinct_answers_with_equal_rows_once() {
    let mut s = library().session();
    let query = Person::select()
        .columns(Person::age)
        .distinct()
        .order_by(Person::age.asc());
    assert_eq!(query.all(&mut s).unwrap(), [None, Some(30), Some(50)]);
    assert_eq!(query.count(&mut s).unwrap(), 3);
}

#[test]
fn nulls_stand_where_they_are_told_to() {
    let mut s = library().session();
    let mut names = |order| {
        let query = Person::select()
            .order_by((order, Person::id.asc()))
            .columns(Person::name);
        query.all(&mut s).unwrap().join(" ")
    };
    assert_eq!(names(Person::age.asc()), "cleo bob dan ann");
    assert_eq!(names(Person::age.asc().nulls_last()), "bob dan ann cleo");
    assert_eq!(names(Person::age.desc().nulls_first()), "cleo ann bob dan");
    assert_eq!(names(Person::age.desc()), "ann bob dan cleo");
}

#[test]
fn a_direction_is_chosen_at_run_time() {
    let mut s = library().session();
    for (direction, first) in [
        (Direction::Ascending, "ann"),
        (Direction::Descending, "dan"),
    ] {
        let query = Person::select().order_by(Person::name.order(direction));
        assert_eq!(query.first(&mut s).unwrap().unwrap().name, first);
    }
}

#[test]
fn group_concat_joins_texts() {
    let mut s = library().session();
    let query = Post::filter(Post::author.eq(1)).columns(Post::title.group_concat(", "));
    assert_eq!(query.one(&mut s).unwrap(), Some("a1, a2".into()));
}
