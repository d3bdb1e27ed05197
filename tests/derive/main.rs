//! What the derives make of structs, in a crate as strict as any.
#![deny(warnings, missing_docs, nonstandard_style, unused, clippy::pedantic)]

mod enumeration;
mod model;
mod names;
mod newtype;
pub mod strict;
