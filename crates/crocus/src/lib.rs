//! Crocus is an ORM for SQLite: plain structs, one session with an identity map and a unit of work,
//! typed queries, checked by rustc.
//!
//! ```
//! use crocus::prelude::*;
//!
//! #[derive(Debug, Clone, Model)]
//! struct User {
//!     #[column(primary_key)]
//!     id: i64,
//!     #[column(unique, length = 50)]
//!     name: String,
//!     #[column(default = 18)]
//!     age: i32,
//! }
//!
//! #[derive(Debug, Clone, Model)]
//! struct Post {
//!     #[column(primary_key)]
//!     id: i64,
//!     title: String,
//!     #[column(on_delete = Cascade)]
//!     author: ForeignKey<User>,
//! }
//!
//! # fn main() -> crocus::Result<()> {
//! let engine = Engine::memory()?;
//! engine.create_all(&schema![User, Post])?;
//!
//! let mut s = engine.session();
//! let ada = s.add(User::builder().name("ada").build());
//! s.add(Post::builder().title("Notes").author(ada).build());
//! s.commit()?; // the user first, then the post with the user's key
//!
//! s[ada].age += 1; // the next flush writes just this column
//! s.commit()?;
//!
//! let titles: Vec<(String, String)> = Post::select()
//!     .join(Post::author)
//!     .filter(User::age.gt(18))
//!     .columns((Post::title, User::name))
//!     .all(&mut s)?;
//! assert_eq!(titles, [("Notes".to_owned(), "ada".to_owned())]);
//! # Ok(())
//! # }
//! ```
//!
//! # Four nouns
//!
//! - An [`Engine`] is the database: one per process.
//! - A [`Session`] is one conversation with it: it watches rows, collects changes, writes them in one
//!   transaction.
//! - A *value* (`User`) is a photograph of a row: yours; changing it changes nothing.
//! - An *entity* ([`Entity<User>`](Entity)) is a ticket for a row the session watches: `session[ada]`
//!   is its one living struct, and changing that *is* changing the row, at the next flush.
//!
//! # Three promises
//!
//! Only what takes the session and returns a [`Result`] talks to the database. One row is one entity.
//! What was rolled back never happened, in memory neither.
//!
//! # Where things are
//!
//! | to | see |
//! |---|---|
//! | describe tables | [`Model`](derive@Model), [`ColumnEnum`](derive@ColumnEnum), [`ColumnType`](derive@ColumnType), [`ForeignKey`], `Json` |
//! | open a database | [`Engine`], [`EngineBuilder`] |
//! | read | [`Query`], [`Select`], [`Column`], [`FromRow`](derive@FromRow), [`sql`] |
//! | write rows | [`Session`], [`ActiveRecord`] |
//! | write many at once | [`Select::set`], [`Select::delete`], [`Query::insert_all`] |
//! | know what a session does, and when | [`guide::session`] |
//! | handle errors | [`Error`], [`ErrorKind`], [`Constraint`] |
//! | test | [`testing`] |
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `bundled` (default) | SQLite, compiled into the program |
//! | `chrono` (default) | dates and times |
//! | `decimal` (default) | exact decimals |
//! | `uuid` | UUIDs |
//! | `json` | `Json`: any serde type as JSON text |
//! | `serde` | foreign keys in serialized structs |
//! | `table` | grids of rows for terminals |
//! | `tracing` | statements as events of the `tracing` crate |

extern crate self as crocus;

mod engine;
mod error;
pub mod expr;
pub mod guide;
mod migrate;
mod model;
pub mod prelude;
pub mod query;
pub mod schema;
mod session;
mod sql;
#[cfg(feature = "table")]
pub mod table;
pub mod testing;
mod topo;
mod value;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "chrono")]
pub use chrono;
pub use crocus_derive::{ColumnEnum, ColumnType, FromRow, Model};
pub use rusqlite;
#[cfg(feature = "decimal")]
pub use rust_decimal::{self, Decimal};
#[cfg(feature = "uuid")]
pub use uuid;

pub use engine::{Connection, Engine, EngineBuilder, Journal};
pub use error::{Constraint, ConstraintKind, Error, ErrorKind, Result};
pub use expr::{
    Column, Direction, Expr, Literal, Predicate, Source, Sql, all, any, case, count_all, func, lit,
    null, sql,
};
pub use model::{Entity, ForeignKey, Input, Key, KeyInput, Model, Unassigned};
pub use query::{
    DeleteQuery, FromRow, InsertAll, Query, Select, UpdateQuery, exists, from, not_exists, table,
};
pub use schema::{ColumnSet, Schema};
pub use session::{
    ActiveRecord, Change, Cursor, CursorRows, EntityQuery, Rowset, Session, State, Tracked,
};
#[cfg(feature = "json")]
pub use value::Json;
pub use value::{
    Codec, ColumnType, DecimalStorage, Declared, Fault, Format, IsNumber, IsText, Row, Scalar,
    Sink, Ticket, Value, ValueRef,
};

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}
