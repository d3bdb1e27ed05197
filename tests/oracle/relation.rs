//! Several tables: subqueries, joins, groups.

use crocus::prelude::*;
use crocus::{alias, case, count_all, lit, null, table};

use crate::model::{Order, Tag, Team, User, UserTag};
use crate::rows::{Question, rows};
use crate::table::users;

alias!(pub(crate) Parent = Team);

pub(crate) const SUBQUERIES: &[(&str, Question)] = &[
    ("rel_any", |s| {
        let open = Order::filter(Order::status.eq("open")).on(Order::user.eq(User::id));
        users(User::filter(exists(open)), s)
    }),
    ("rel_not_any", |s| {
        users(
            User::filter(!exists(Order::select().on(Order::user.eq(User::id)))),
            s,
        )
    }),
    ("rel_not_has", |s| {
        users(
            User::filter(!exists(Team::select().on(Team::id.eq(User::team)))),
            s,
        )
    }),
    ("m2m_any", |s| {
        let beta = UserTag::select()
            .join(UserTag::tag)
            .filter(Tag::label.eq("beta"));
        users(User::filter(exists(beta.on(UserTag::user.eq(User::id)))), s)
    }),
    ("exists_correlated", |s| {
        let large = Order::filter(Order::amount.gt(90)).on(Order::user.eq(User::id));
        users(User::filter(exists(large)), s)
    }),
];

pub(crate) const LISTS: &[(&str, Question)] = &[
    ("order_multi_nulls_last", |s| {
        let query = User::select().order_by((User::age.desc().nulls_last(), User::id.asc()));
        rows(&query.columns((User::id, User::age)), s)
    }),
    ("limit_offset", |s| {
        let query = User::select()
            .order_by(User::username.asc())
            .limit(3)
            .offset(2);
        rows(&query.columns((User::id,)), s)
    }),
    ("distinct", |s| {
        let query = User::select().columns((User::role,)).distinct();
        rows(&query.order_by(User::role.asc()), s)
    }),
    ("literal_column", |s| {
        let columns = (User::id, lit("x".to_owned()).label("k"), null::<String>());
        rows(&User::filter(User::id.eq(1)).columns(columns), s)
    }),
];

pub(crate) const JOINS: &[(&str, Question)] = &[
    ("inner_join", |s| {
        let query = User::select().join_on(table::<Order>(), Order::user.eq(User::id));
        let columns = (User::username, Order::id, Order::amount);
        rows(&query.columns(columns).order_by(Order::id.asc()), s)
    }),
    ("anti_join", |s| {
        let query = User::select().left_join_on(table::<Order>(), Order::user.eq(User::id));
        let query = query.filter(Order::id.is_null()).order_by(User::id.asc());
        rows(&query.columns((User::id,)), s)
    }),
    ("join_m2m", |s| {
        let query = User::select()
            .join_on(table::<UserTag>(), UserTag::user.eq(User::id))
            .join(UserTag::tag)
            .order_by((User::id.asc(), Tag::id.asc()));
        rows(&query.columns((User::username, Tag::label)), s)
    }),
    ("self_join_aliased", |s| {
        let query = Team::select()
            .left_join(Team::parent.to(Parent))
            .order_by(Team::id.asc());
        rows(&query.columns((Team::name, Team::name.at(Parent))), s)
    }),
];

pub(crate) const GROUPS: &[(&str, Question)] = &[
    ("count_all", |s| {
        rows(&User::select().columns((count_all(),)), s)
    }),
    ("aggregates", |s| {
        let age = User::age;
        rows(
            &User::select().columns((age.min(), age.max(), age.sum(), age.avg())),
            s,
        )
    }),
    ("group_by", |s| {
        let query = User::select()
            .group_by(User::role)
            .order_by(User::role.asc());
        rows(&query.columns((User::role, User::id.count())), s)
    }),
    ("group_outer_zero", |s| {
        let query = Team::select()
            .left_join_on(table::<User>(), User::team.eq(Team::id))
            .group_by(Team::id)
            .order_by(Team::id.asc());
        rows(&query.columns((Team::name, User::id.count())), s)
    }),
    ("group_concat", |s| {
        let query = User::filter(User::team.eq(4)).group_by(User::team);
        rows(
            &query.columns((User::team, User::username.group_concat("|"))),
            s,
        )
    }),
    ("case_pivot", |s| {
        let paid = case()
            .when(Order::status.eq("paid"), Order::amount)
            .otherwise(0);
        let query = Order::select()
            .group_by(Order::user)
            .order_by(Order::user.asc());
        rows(&query.columns((Order::user, paid.sum())), s)
    }),
];
