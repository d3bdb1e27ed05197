//! Crocus: plain structs, one session with an identity map and a unit of work, on SQLite.

extern crate self as crocus;

mod engine;
mod error;
mod expr;
mod migrate;
mod model;
pub mod prelude;
mod query;
mod schema;
mod session;
mod sql;
pub mod testing;
mod topo;
mod value;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use crocus_derive::{ColumnEnum, ColumnType, FromRow, Model};
pub use rusqlite;

pub use engine::{Connection, Engine, EngineBuilder, Journal};
pub use error::{Constraint, ConstraintKind, Error, ErrorKind, Result};
pub use expr::*;
pub use model::{ColumnSet, Entity, ForeignKey, Input, Key, KeyInput, Model};
pub use query::*;
pub use schema::*;
pub use session::*;
pub use sql::Dialect;
#[cfg(feature = "json")]
pub use value::Json;
pub use value::{
    Codec, ColumnType, DecimalStorage, Declared, Fault, Format, IsNumber, IsText, Row, Scalar,
    Sink, Ticket, Value, ValueRef,
};
