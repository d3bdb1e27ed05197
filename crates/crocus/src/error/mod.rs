//! The one error of the crate: opaque outside, precise inside, decidable by kind.

mod constraint;
mod error;
mod kind;
mod sqlite;

pub(crate) use constraint::{BrokenReference, ColumnNames, TableNames};
pub use constraint::{Constraint, ConstraintKind};
pub use error::{Error, Result};
pub use kind::ErrorKind;
