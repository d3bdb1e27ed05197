//! What differs between databases.

/// The SQL of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Dialect {
    /// SQLite 3.35 and later.
    Sqlite,
}
