//! Second pass: what it means. Every rule is a function that reports what breaks it.

mod conflict;
mod enumeration;
mod field;
mod format;
mod index;
mod key;
mod literal;
mod model;
mod name;
mod newtype;
mod reference;
mod result;
mod version;

pub(crate) use enumeration::enumeration;
pub(crate) use model::model;
pub(crate) use newtype::newtype;
pub(crate) use result::result;
