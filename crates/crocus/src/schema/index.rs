//! Indexes, unique constraints and checks.

/// An index or a unique constraint, of one column or several.
#[derive(Debug)]
pub struct IndexDef {
    /// Its name, or `None` for `ix_table_columns` or `uq_table_columns`.
    pub name: Option<&'static str>,
    /// The positions of its columns.
    pub columns: &'static [usize],
    /// No two rows may agree in all of them.
    pub unique: bool,
}

/// A check constraint of a table.
#[derive(Debug)]
pub struct CheckDef {
    /// Its name, where it has one.
    pub name: Option<&'static str>,
    /// An SQL expression that must not be false.
    pub expression: &'static str,
}
