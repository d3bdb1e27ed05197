//! What can stand in FROM.

use crate::sql::TableRef;

/// A table or an alias of one: what can stand in FROM.
pub trait Source: 'static {
    /// The model whose rows it has.
    type Row;
    /// How statements name it.
    const REF: &'static TableRef;
}
