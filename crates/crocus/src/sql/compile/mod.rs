//! From the tree to SQL text and the values to bind.
//!
//! Compiling is one pass over the tree that appends to one string. Parameters are plain `?`, never
//! `?n`: the text of a condition is then the same wherever it stands, stays short, and the values
//! are bound in the order of the text. Texts are keys of the statement cache, so what varies
//! between two runs of one query (values, lengths of lists, pages) is kept out of them.

mod connective;
mod json;
mod level;
mod list;
mod node;
mod scope;
mod select;
#[cfg(test)]
mod tests;
mod write;
mod writer;

pub(super) use select::{bound_limit, compile_at_most, number_of_rows};
pub(crate) use select::{compile_count, compile_exists, compile_select};
pub(crate) use write::{compile_delete, compile_insert, compile_update};
pub(crate) use writer::{Compiled, Params, Values, lent};
