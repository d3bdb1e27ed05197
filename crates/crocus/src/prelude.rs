//! What `use crocus::prelude::*` brings: traits, derives, and the names every program uses.
//!
//! ```
//! use crocus::prelude::*;
//!
//! #[derive(Debug, Clone, Model)]
//! struct User {
//!     #[column(primary_key)]
//!     id: i64,
//!     name: String,
//! }
//!
//! fn names(s: &mut Session) -> crocus::Result<Vec<String>> {
//!     User::select().columns(User::name).all(s)
//! }
//!
//! # fn main() -> crocus::Result<()> {
//! let engine = Engine::memory()?;
//! engine.create_all(&schema![User])?;
//! assert!(names(&mut engine.session())?.is_empty());
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;

pub use crate::expr::{Predicate, all, any, case, count_all, sql};
pub use crate::query::{Query, Select, exists};
pub use crate::session::{ActiveRecord, Rowset, Session, State};
pub use crate::{
    ColumnEnum, ColumnType, Engine, Entity, ErrorKind, ForeignKey, FromRow, Model, alias, schema,
};
