//! What `use crocus::prelude::*` brings: traits, derives, and the names every program uses.

#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;

pub use crate::expr::{Predicate, all, any, case, count_all, sql};
pub use crate::query::{Query, Select, exists};
pub use crate::session::{ActiveRecord, Rowset, Session, State};
pub use crate::{
    ColumnEnum, ColumnType, Engine, Entity, ErrorKind, ForeignKey, FromRow, Model, alias, schema,
};
