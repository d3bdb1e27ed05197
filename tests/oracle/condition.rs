//! Composed conditions: logic with NULL, membership, patterns, functions.

use chrono::NaiveDate;
use crocus::prelude::*;
use crocus::{Predicate, case, lit, null};
use rust_decimal::Decimal;

use crate::model::{Order, Role, User};
use crate::rows::Question;
use crate::table::users;

pub(crate) const LOGIC: &[(&str, Question)] = &[
    ("nest_or_in_and", |s| {
        users(
            User::filter((User::age.lt(20) | User::age.gt(40)) & User::active.eq(true)),
            s,
        )
    }),
    ("nest_deep", |s| {
        let old = User::role.eq(Role::Admin) & (User::age.eq(None) | User::age.gt(44));
        users(
            User::filter(old | !(User::active.eq(true) | User::active.eq(None))),
            s,
        )
    }),
    ("not_of_or", |s| {
        users(User::filter(!(User::active.eq(true) | User::age.gt(18))), s)
    }),
    ("double_not", |s| users(User::filter(!!User::id.eq(1)), s)),
    ("empty_or_false", |s| {
        users(User::filter(any(Vec::<Predicate<User>>::new())), s)
    }),
    ("ne_or_null", |s| {
        users(
            User::filter(User::role.ne(Role::Admin) | User::role.eq(None)),
            s,
        )
    }),
    ("is_not_distinct_null", |s| {
        users(User::filter(User::role.is(None)), s)
    }),
    ("bool_column_bare", |s| users(User::filter(User::active), s)),
    ("eq_false_param", |s| {
        users(User::filter(User::active.eq(false)), s)
    }),
    ("not_gt_null", |s| users(User::filter(!User::age.gt(25)), s)),
];

pub(crate) const MEMBERSHIP: &[(&str, Question)] = &[
    ("not_in_empty", |s| {
        users(User::filter(User::id.not_in(Vec::<i64>::new())), s)
    }),
    ("not_in_with_null_member", |s| {
        let admin = lit(Role::Admin).nullif(Role::Guest);
        users(User::filter(User::role.not_in([admin, null()])), s)
    }),
    ("in_strings_quote", |s| {
        users(
            User::filter(User::username.in_(["o'brien\\x", "50%_off"])),
            s,
        )
    }),
    ("in_subquery", |s| {
        let paid = Order::filter(Order::status.eq("paid")).columns(Order::user);
        users(User::filter(User::id.in_(paid)), s)
    }),
    ("not_in_subquery_no_null", |s| {
        let buyers = Order::filter(Order::user.ne(None)).columns(Order::user);
        users(User::filter(User::id.not_in(buyers)), s)
    }),
    ("between_dates", |s| {
        let day = |month| NaiveDate::from_ymd_opt(2024, month, 1).unwrap();
        users(User::filter(User::joined.between(day(1), day(3))), s)
    }),
];

pub(crate) const PATTERNS: &[(&str, Question)] = &[
    ("like_escape_percent", |s| {
        users(User::filter(User::username.like_escape("50/%%", '/')), s)
    }),
    ("startswith_autoescape", |s| {
        users(User::filter(User::username.starts_with("50%")), s)
    }),
    ("contains_autoescape_underscore", |s| {
        users(User::filter(User::username.contains("_")), s)
    }),
    ("not_like", |s| {
        users(User::filter(User::username.not_like("%a%")), s)
    }),
    ("icontains", |s| {
        users(User::filter(User::username.contains("ADM")), s)
    }),
    ("iendswith", |s| {
        users(User::filter(User::username.ends_with("X")), s)
    }),
    ("like_unicode_case", |s| {
        users(User::filter(User::username.ilike("ünïcode")), s)
    }),
    ("regexp_replace_free_collate", |s| {
        users(
            User::filter(User::username.collate("NOCASE").eq("ADMIN")),
            s,
        )
    }),
];

pub(crate) const FUNCTIONS: &[(&str, Question)] = &[
    ("arith", |s| {
        users(User::filter(((User::age * 2 + 1) % 3).eq(1)), s)
    }),
    ("true_division", |s| {
        users(User::filter((User::age.cast::<f64>() / 20.0).eq(1.5)), s)
    }),
    ("concat", |s| {
        users(User::filter(User::username.concat("!").eq("bob!")), s)
    }),
    ("func_upper", |s| {
        users(User::filter(User::username.upper().eq("BOB")), s)
    }),
    ("nullif", |s| {
        users(User::filter(User::email.nullif("").eq(None)), s)
    }),
    ("case_simple", |s| {
        let rank = case()
            .when(User::role.eq(Role::Admin), 1)
            .when(User::role.eq(Role::User), 2)
            .otherwise(9);
        users(User::filter(rank.eq(9)), s)
    }),
    ("extract_year", |s| {
        users(
            User::filter(User::joined.strftime("%Y").cast::<i64>().eq(2024)),
            s,
        )
    }),
    ("numeric_exact", |s| {
        users(User::filter(User::balance.eq(Decimal::new(123_456, 2))), s)
    }),
    ("column_to_column", |s| {
        users(User::filter(User::balance.gt(User::age)), s)
    }),
];
