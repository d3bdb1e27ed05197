//! What `use crocus::prelude::*` brings: traits, derives, and the names every program uses.

#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;

pub use crate::expr::{all, any, sql};
pub use crate::query::{Query, Select, exists};
pub use crate::session::{ActiveRecord, Rowset, Session};
pub use crate::{
    ColumnEnum, ColumnType, Engine, Entity, ForeignKey, FromRow, Model, alias, schema,
};
