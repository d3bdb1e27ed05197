//! A table, or an alias of one, as it stands in FROM.

use std::any::TypeId;

/// A table, or an alias of one, as it stands in FROM; told apart by the type that stands for it, never
/// by a name.
#[derive(Debug)]
pub struct TableRef {
    pub(super) id: fn() -> TypeId,
    /// The name of the model or alias in the program.
    pub model: &'static str,
    /// The table's name in the database.
    pub table: &'static str,
    /// The name that statements prefer for it: the alias, or the table's own name.
    pub alias: &'static str,
}

impl TableRef {
    /// The table of the model `M`.
    pub const fn of<M: 'static>(model: &'static str, table: &'static str) -> Self {
        TableRef {
            id: TypeId::of::<M>,
            model,
            table,
            alias: table,
        }
    }

    /// The alias `A` of a table.
    pub const fn alias<A: 'static>(alias: &'static str, table: &'static str) -> Self {
        TableRef {
            id: TypeId::of::<A>,
            model: alias,
            table,
            alias,
        }
    }
}

impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.model == other.model && (self.id)() == (other.id)())
    }
}

impl Eq for TableRef {}
