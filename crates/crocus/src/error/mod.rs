//! The one error of the crate: opaque outside, precise inside, decidable by kind.

mod constraint;
#[expect(clippy::module_inception, reason = "the file is named for the type it defines")]
mod error;
mod kind;
mod sqlite;

pub use constraint::{Constraint, ConstraintKind};
pub(crate) use constraint::{ColumnNames, TableNames};
pub use error::{Error, Result};
pub use kind::ErrorKind;
