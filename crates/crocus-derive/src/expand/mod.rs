//! Third pass: what it becomes. Nothing here can fail.
//!
//! Generated code is straight-line and knows crocus as `__crocus` (see `hygiene`). Each function
//! shows what it generates as Rust, above itself.

mod builder;
mod column;
mod constant;
mod enumeration;
mod model;
mod newtype;
mod record;
mod result;
mod schema;

pub(crate) use enumeration::enumeration;
pub(crate) use model::model;
pub(crate) use newtype::newtype;
pub(crate) use result::result;
