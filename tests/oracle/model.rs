//! The tables of `data.sql` as models.

use chrono::{NaiveDate, NaiveDateTime};
use crocus::prelude::*;
use rust_decimal::Decimal;

#[derive(Debug, Clone, Model)]
pub(crate) struct Team {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique, length = 50)]
    pub(crate) name: String,
    pub(crate) parent: Option<ForeignKey<Team>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
#[column_enum(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Role {
    User,
    Admin,
    Guest,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique, length = 50)]
    pub(crate) username: String,
    #[column(length = 120)]
    pub(crate) email: Option<String>,
    pub(crate) age: Option<i64>,
    pub(crate) active: Option<bool>,
    pub(crate) height: Option<f64>,
    #[column(precision = 10, scale = 2)]
    pub(crate) balance: Option<Decimal>,
    pub(crate) role: Option<Role>,
    pub(crate) joined: Option<NaiveDate>,
    pub(crate) team: Option<ForeignKey<Team>>,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Order {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) user: Option<ForeignKey<User>>,
    #[column(precision = 10, scale = 2)]
    pub(crate) amount: Decimal,
    #[column(length = 10)]
    pub(crate) status: String,
    pub(crate) placed_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Tag {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique, length = 20)]
    pub(crate) label: String,
}

#[derive(Debug, Clone, Model)]
#[model(primary_key(user, tag))]
pub(crate) struct UserTag {
    pub(crate) user: ForeignKey<User>,
    pub(crate) tag: ForeignKey<Tag>,
}
