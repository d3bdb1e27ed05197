//! A table, or an alias of one, as it stands in FROM.

/// A table, or an alias of one, as it stands in FROM; told apart by `id`, never by a name.
#[derive(Debug)]
pub struct TableRef {
    /// Unique in the program: module path and name of the model or alias.
    pub id: &'static str,
    /// The table's name in the database.
    pub table: &'static str,
    /// The name that statements prefer for it: the alias, or the table's own name.
    pub alias: &'static str,
}

impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.id == other.id
    }
}

impl Eq for TableRef {}
