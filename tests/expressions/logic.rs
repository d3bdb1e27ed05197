//! AND, OR, NOT; conditions put together at run time.

use crocus::Predicate;
use crocus::prelude::*;

use crate::model::{User, session, users};

fn at_least(age: i32) -> Predicate<User> {
    User::age.ge(age)
}

#[test]
fn conditions_combine_by_operators_and_methods() {
    let s = &mut session();
    users! { s;
        User::active => [1, 2, 4];
        !User::active => [3];
        User::active.not() => [3];
        User::active & User::age.gt(17) => [2, 4];
        User::age.gt(17) & User::active => [2, 4];
        User::age.gt(40) | !User::active => [3, 4];
        User::active & User::active => [1, 2, 4];
        User::age.gt(17).and(User::age.lt(42)).or(User::id.eq(1)) => [1, 2, 3];
        User::age.gt(17).and(User::active).not() => [1, 3];
        !(User::active | User::age.lt(1)) => [3];
        User::active.and(User::rank.is_null()) => [1];
        User::active.eq(true) & User::age.eq(17) => [1];
        User::active & (User::id.eq(1) | User::id.eq(3)) => [1];
        User::id.eq(1) | User::id.eq(3) & User::active => [1];
        User::rank.gt(1).is_null() => [1];
    }
}

#[test]
fn conditions_of_one_table_are_one_type() {
    let s = &mut session();
    let mut conditions = vec![
        User::age.gt(1),
        User::name.ne("x"),
        User::id.is_not_null(),
        at_least(4),
    ];
    conditions.push((User::age.gt(18) & User::name.ne("dan")).into());
    conditions.push(User::rank.ne(User::age).into());
    conditions.push(any([User::age.lt(1), User::age.gt(20)]));
    conditions.push((!User::active).into());
    conditions.push(exists(User::select()).into());
    users! { s;
        all(conditions.clone()) => [3];
        any(conditions) => [1, 2, 3, 4];
        any([User::active.into(), at_least(30)]) => [1, 2, 3, 4];
    }
}

#[test]
fn no_condition_is_true_for_all_and_false_for_any() {
    let s = &mut session();
    users! { s;
        all(Vec::<Predicate<User>>::new()) => [1, 2, 3, 4];
        any(Vec::<Predicate<User>>::new()) => [];
        !any(Vec::<Predicate<User>>::new()) => [1, 2, 3, 4];
    }
}

#[test]
fn filters_that_are_added_at_run_time_keep_the_querys_type() {
    let s = &mut session();
    let found = |name: Option<&str>, s: &mut Session| {
        let mut query = User::select();
        if let Some(name) = name {
            query = query.filter(User::name.eq(name));
        }
        query = query.filter(at_least(18));
        query.columns(User::id).all(s).unwrap()
    };
    assert_eq!(found(None, s), [2, 3, 4]);
    assert_eq!(found(Some("bob"), s), [2]);
    assert_eq!(found(Some("ann"), s), [0; 0]);
}

#[test]
fn a_chain_of_many_terms_compiles_and_runs() {
    let s = &mut session();
    users! { s;
        User::age.ne(0) & User::age.ne(1) & User::age.ne(2) & User::age.ne(3) & User::age.ne(4)
            & User::age.ne(5) & User::age.ne(6) & User::age.ne(7) & User::age.ne(8)
            & User::age.ne(9) & User::age.ne(10) & User::age.ne(17) => [2, 3, 4];
        sixty!(User::age.ne(17)) => [2, 3, 4];
    }
}

#[test]
fn thousands_of_conditions_stay_within_the_depth_of_an_expression() {
    let s = &mut session();
    users! { s;
        all((43..5_000).map(|age| User::age.ne(age))) => [1, 2, 3, 4];
        any((42..5_000).map(|age| User::age.eq(age))) => [4];
    }
}

/// `condition & condition & ..`, sixty times.
macro_rules! sixty {
    ($c:expr) => {
        $c & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
            & $c
    };
}
use sixty;
