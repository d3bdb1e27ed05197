//! The tutorial's table of filters, and its examples.

use crocus::prelude::*;
use crocus::{Result, Select};

use crate::model::User;
use crate::rows::{Question, Rows, rows};

/// The users that a query finds, as the reference selects them.
pub(crate) fn users(query: Select<User>, session: &mut Session) -> Result<Rows> {
    rows(
        &query
            .order_by(User::id.asc())
            .columns((User::id, User::username)),
        session,
    )
}

pub(crate) const CASES: &[(&str, Question)] = &[
    ("eq", |s| users(User::filter(User::username.eq("alice")), s)),
    ("ne", |s| users(User::filter(User::username.ne("bob")), s)),
    ("gt", |s| users(User::filter(User::id.gt(5)), s)),
    ("ge", |s| users(User::filter(User::id.ge(5)), s)),
    ("lt", |s| users(User::filter(User::id.lt(10)), s)),
    ("le", |s| users(User::filter(User::id.le(10)), s)),
    ("like", |s| {
        users(User::filter(User::username.like("%admin%")), s)
    }),
    ("ilike", |s| {
        users(User::filter(User::username.ilike("%admin%")), s)
    }),
    ("in", |s| users(User::filter(User::id.in_([1, 2, 3])), s)),
    ("not_in", |s| {
        users(User::filter(!User::id.in_([1, 2, 3])), s)
    }),
    ("is_null_eq", |s| {
        users(User::filter(User::email.eq(None)), s)
    }),
    ("is_null_is", |s| {
        users(User::filter(User::email.is(None)), s)
    }),
    ("is_not_null", |s| {
        users(User::filter(User::email.is_not_null()), s)
    }),
    ("and_args", |s| {
        users(User::filter(User::active.eq(true) & User::age.gt(18)), s)
    }),
    ("or", |s| {
        users(User::filter(User::active.eq(false) | User::age.lt(18)), s)
    }),
    ("not", |s| users(User::filter(!User::active.eq(true)), s)),
    ("between", |s| {
        users(User::filter(User::age.between(18, 30)), s)
    }),
    ("startswith", |s| {
        users(User::filter(User::username.starts_with("A")), s)
    }),
    ("endswith", |s| {
        users(User::filter(User::username.ends_with("x")), s)
    }),
    ("ci_contains", |s| {
        users(User::filter(User::username.lower().contains("adm")), s)
    }),
    ("raw_sql", |s| {
        users(User::filter(sql("age > :age").bind("age", 21)), s)
    }),
    ("chaining", |s| {
        let query = User::filter(User::active.eq(true));
        users(query.filter(User::age.gt(18)).filter(User::id.lt(10)), s)
    }),
    ("and_or_mixed", |s| {
        let query = User::filter(User::username.eq("alice") | User::username.eq("bob"));
        users(query.filter(User::active.eq(true) & User::age.gt(20)), s)
    }),
    ("recap_like_domain", |s| {
        users(User::filter(User::email.like("%@example.com")), s)
    }),
    ("recap_and_id", |s| {
        users(User::filter(User::active & User::id.gt(10)), s)
    }),
    ("recap_or_names", |s| {
        users(
            User::filter(any([User::username.eq("admin"), User::username.eq("root")])),
            s,
        )
    }),
];
