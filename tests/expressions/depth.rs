//! Expressions that a loop has nested without end: an error, on the stack of any thread.

use crocus::expr::Of;
use crocus::prelude::*;
use crocus::{Error, ErrorKind, Expr, Predicate};

use crate::model::{User, session};

const ROUNDS: usize = 100_000;
/// Enough to overflow a stack, where each round takes longer.
const FEWER: usize = 20_000;

type Age = Expr<Of<User>, i32>;

/// Runs in a thread with the stack that threads have by default.
fn in_a_thread<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    thread.spawn(body).unwrap().join().unwrap()
}

/// What filtering by a condition reports, after it was cloned, shown and dropped.
fn outcome(condition: Predicate<User>) -> Result<usize, Error> {
    let shown = format!("{:?}", condition.clone());
    assert!(!shown.is_empty());
    let query = User::filter(condition).order_by(User::id.asc());
    drop(query.clone());
    let rows = query.all(&mut session())?;
    Ok(rows.len())
}

#[track_caller]
fn is_too_deep(rounds: usize, grow: impl Fn(Predicate<User>) -> Predicate<User> + Send + 'static) {
    let error = in_a_thread(move || {
        let deep = (0..rounds).fold(User::age.ge(18), |condition, _| grow(condition));
        outcome(deep).unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Misuse, "{error}");
    assert!(error.to_string().contains("nested more than"), "{error}");
}

#[track_caller]
fn number_is_too_deep(rounds: usize, grow: impl Fn(Age) -> Age + Send + 'static) {
    let error = in_a_thread(move || {
        let start: Age = User::age + 0;
        let deep = (0..rounds).fold(start, |number, _| grow(number));
        outcome(deep.ge(18)).unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Misuse, "{error}");
}

#[test]
fn negations_without_end_are_an_error() {
    is_too_deep(ROUNDS, |condition| !condition);
}

#[test]
fn alternating_connectives_without_end_are_an_error() {
    is_too_deep(FEWER, |condition| {
        ((condition & User::active) | User::age.eq(3)).into()
    });
    is_too_deep(FEWER, |condition| {
        (User::active & (User::age.eq(3) | condition)).into()
    });
}

#[test]
fn lists_in_lists_without_end_are_an_error() {
    is_too_deep(FEWER, |condition| {
        all([any([condition, User::age.eq(1)]), User::age.eq(2)])
    });
}

#[test]
fn subqueries_in_subqueries_without_end_are_an_error() {
    is_too_deep(FEWER / 4, |condition| {
        let inner: Predicate<User> = exists(User::filter(condition)).into();
        inner
    });
}

#[test]
fn sums_without_end_are_an_error() {
    number_is_too_deep(ROUNDS, |number| number + 1);
    number_is_too_deep(FEWER, |number| (User::age + number).into());
    number_is_too_deep(FEWER, |number| -number);
}

#[test]
fn calls_without_end_are_an_error() {
    number_is_too_deep(FEWER, Expr::abs);
}

#[test]
fn some_hundred_levels_work() {
    let rows = in_a_thread(|| {
        let deep = (0..400).fold(User::age + 0, |number, _| number + 1);
        let both = (0..400).fold(deep.ge(400), |condition, _| !condition);
        outcome(both).unwrap()
    });
    assert_eq!(rows, 4);
}

#[test]
fn long_chains_are_no_deep_trees() {
    let rows = in_a_thread(|| {
        let all = (0..5_000).fold(User::age.ge(0), |chain, _| (chain & User::age.ge(0)).into());
        let any = (0..5_000).fold(all, |chain, age| (User::age.eq(-age) | chain).into());
        outcome(any).unwrap()
    });
    assert_eq!(rows, 4);
}
