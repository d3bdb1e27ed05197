//! Comparisons: what can stand on the right of `=`, `<`, IN, BETWEEN, LIKE.

use crate::model::{User, session, users};

#[test]
fn literals_and_variables_of_a_columns_type_compare() {
    let s = &mut session();
    let (name, rank) = ("bob".to_owned(), Some(3));
    users! { s;
        User::id.eq(1) => [1];
        User::id.ne(1) => [2, 3, 4];
        User::age.gt(18) => [3, 4];
        User::age.ge(18) => [2, 3, 4];
        User::age.lt(18) => [1];
        User::age.le(18) => [1, 2];
        User::age.eq(&30) => [3];
        User::rank.gt(2) => [3, 4];
        User::height.gt(1.5) => [3];
        User::height.gt(1) => [2, 3];
        User::rank.eq(Some(3)) => [3];
        User::rank.eq(rank) => [3];
        User::rank.ne(&rank) => [2, 4];
        User::name.eq("bob") => [2];
        User::name.eq(&name) => [2];
        User::name.eq(name.as_str()) => [2];
        User::name.eq(&*name) => [2];
        User::name.eq(name.clone()) => [2];
        User::name.eq(&Some(name).unwrap_or_default()) => [2];
        User::active.eq(false) => [3];
    }
}

#[test]
fn none_is_null_on_nullable_columns() {
    let s = &mut session();
    let bio = Some("x".to_owned());
    users! { s;
        User::height.eq(None) => [1, 4];
        User::rank.eq(None) => [1];
        User::bio.eq(None) => [1, 3];
        User::bio.ne(None) => [2, 4];
        User::bio.eq(&bio) => [2];
        User::bio.eq(bio.clone()) => [2];
        User::bio.eq("x") => [2];
        User::bio.is(None) => [1, 3];
        User::bio.is("x") => [2];
        User::bio.is_not(&bio) => [1, 3, 4];
        User::bio.is_null() => [1, 3];
        User::bio.is_not_null() => [2, 4];
        User::boss.is_null() => [1];
    }
}

#[test]
fn columns_and_expressions_compare_with_each_other() {
    let s = &mut session();
    users! { s;
        User::age.eq(User::rank) => [4];
        User::rank.eq(User::age) => [4];
        User::age.eq(User::id) => [];
        User::name.eq(User::bio) => [];
        User::age.gt(User::rank + 1) => [2, 3];
        (User::age + 1).gt(18) => [2, 3, 4];
        (User::age * 2 + User::rank).gt(60) => [3, 4];
        (User::height * 2.0).lt(3.5) => [2];
        (User::age - 1).eq(17) => [2];
        (User::age / 2).eq(15) => [3];
        (User::age % 2).eq(1) => [1];
        (-User::age).lt(-18) => [3, 4];
    }
}

#[test]
fn a_value_is_in_arrays_vecs_iterators_and_ranges() {
    let s = &mut session();
    let names = vec!["ann".to_owned(), "dan".to_owned()];
    users! { s;
        User::age.in_([17, 18, 99]) => [1, 2];
        User::rank.in_([1, 3]) => [2, 3];
        User::age.in_(vec![17, 42]) => [1, 4];
        User::age.in_(&[17, 42]) => [1, 4];
        User::age.in_(&vec![17, 42]) => [1, 4];
        User::age.in_(17..19) => [1, 2];
        User::age.in_(17..=30) => [1, 2, 3];
        User::name.in_(["ann", "bob"]) => [1, 2];
        User::name.in_(&["ann", "bob"]) => [1, 2];
        User::name.in_(names.iter()) => [1, 4];
        User::name.in_(&names) => [1, 4];
        User::name.in_(names.clone()) => [1, 4];
        User::name.in_(names.iter().map(String::as_str)) => [1, 4];
        User::age.not_in([17, 18]) => [3, 4];
    }
}

#[test]
fn an_empty_list_holds_nothing() {
    let s = &mut session();
    users! { s;
        User::id.in_([] as [i64; 0]) => [];
        User::id.not_in(Vec::<i64>::new()) => [1, 2, 3, 4];
        User::rank.not_in([] as [i32; 0]) => [1, 2, 3, 4];
    }
}

#[test]
fn a_list_may_be_of_any_length() {
    let s = &mut session();
    users! { s;
        User::id.in_(3..100_000) => [3, 4];
        User::id.not_in((3..100_000).collect::<Vec<i64>>()) => [1, 2];
    }
}

#[test]
fn ranges_hold_what_rusts_hold() {
    let s = &mut session();
    users! { s;
        User::age.between(18, 30) => [2, 3];
        User::age.within(18..=30) => [2, 3];
        User::age.within(18..30) => [2];
        User::age.within(18..) => [2, 3, 4];
        User::age.within(..18) => [1];
        User::age.within(..=18) => [1, 2];
        User::height.within(1.5..=2.0) => [2, 3];
        User::name.within("a".."c") => [1, 2];
        User::rank.within(1..=3) => [2, 3];
        User::age.between(User::rank, 42) => [2, 3, 4];
    }
}

#[test]
fn patterns_match_and_a_users_text_is_escaped() {
    let s = &mut session();
    users! { s;
        User::name.like("b%") => [2];
        User::name.not_like("b%") => [1, 3, 4];
        User::bio.like("x") => [2];
        User::bio.ilike("X%") => [2, 4];
        User::bio.glob("X*") => [4];
        User::name.like_escape("a!_n", '!') => [];
        User::bio.contains("_%") => [4];
        User::bio.starts_with("xy") => [4];
        User::name.starts_with("%") => [];
        User::name.ends_with("n") => [1, 4];
        User::name.contains(&String::from("o")) => [2];
        User::name.like(User::name) => [1, 2, 3, 4];
    }
}
