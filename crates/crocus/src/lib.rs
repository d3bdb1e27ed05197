//! Crocus: plain structs, one session with an identity map and a unit of work, on SQLite.
#![allow(dead_code, unused_imports, missing_docs, clippy::all, clippy::pedantic, reason = "skeleton")]

mod engine;
mod error;
mod expr;
mod model;
mod query;
mod schema;
mod session;
mod sql;
mod value;

pub use error::{Constraint, ConstraintKind, Error, ErrorKind, Result};
pub use model::{ColumnSet, Entity, ForeignKey, Input, Key, Model};
pub use sql::Dialect;
pub use value::{Codec, ColumnType, DecimalStorage, Declared, Fault, Format, IsNumber, IsText, Row, Scalar, Sink, Ticket, Value, ValueRef};
pub use expr::*;
pub use query::*;
pub use session::*;
#[doc(hidden)] pub mod __private { pub use crate::expr::*; pub use crate::sql::TableRef; }
/// Tables as data.
pub mod ddl { pub use crate::schema::*; }
