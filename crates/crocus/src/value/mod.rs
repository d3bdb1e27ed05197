//! Values as SQLite stores them, and how Rust types become them and come back.
//!
//! A [`Value`] is one stored value; [`ValueRef`] borrows one from a row. A [`ColumnType`] is a Rust
//! type that a column can hold; it reads itself from a [`ValueRef`] and writes itself into a
//! [`Sink`], which is a statement's parameter or a [`Value`]. The [`Format`] of a column says what
//! the type alone does not: a text's greatest length, a decimal's precision and scale.

mod bytes;
mod class;
mod codec;
mod column_type;
mod constant;
#[cfg(feature = "decimal")]
mod decimal;
mod fault;
mod format;
mod get;
#[cfg(feature = "json")]
mod json;
mod primitive;
mod reader;
mod row;
mod shown;
mod sink;
mod text;
mod ticket;
#[cfg(feature = "chrono")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;
mod value;

pub use class::{Comparable, Other, SameClass};
pub use codec::Codec;
pub use column_type::{
    ColumnType, Declared, IsNumber, IsText, NotNull, Nullable, Nullness, Scalar,
};
pub(crate) use constant::Constant;
pub use fault::Fault;
pub use format::{DecimalStorage, Format};
pub use get::read_with;
#[cfg(feature = "json")]
pub use json::Json;
pub use reader::Reader;
pub(crate) use row::Layout;
pub use row::Row;
pub(crate) use shown::{Shown, ShownBare};
pub use sink::Sink;
pub(crate) use sink::Target;
pub(crate) use text::check_length;
pub use ticket::Ticket;
pub use value::{Value, ValueRef};
