//! Crocus: plain structs, one session with an identity map and a unit of work, on SQLite.
#![allow(dead_code, unused_imports, missing_docs, clippy::all, clippy::pedantic, reason = "skeleton")]

extern crate self as crocus;

mod engine;
mod error;
mod expr;
mod model;
mod query;
mod schema;
mod session;
mod sql;
mod value;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use crocus_derive::{ColumnEnum, ColumnType, FromRow, Model};

pub use error::{Constraint, ConstraintKind, Error, ErrorKind, Result};
pub use model::{ColumnSet, Entity, ForeignKey, Input, Key, Model};
pub use sql::Dialect;
pub use value::{Codec, ColumnType, DecimalStorage, Declared, Fault, Format, IsNumber, IsText, Row, Scalar, Sink, Ticket, Value, ValueRef};
pub use expr::*;
pub use query::*;
pub use session::*;
/// Tables as data.
pub mod ddl { pub use crate::schema::*; }
