//! A table.

use super::column::ColumnDef;
use super::index::{CheckDef, IndexDef};
use super::layout::Layout;
use crate::sql::TableRef;

/// What a model says about its table; written by `#[derive(Model)]`.
#[derive(Debug)]
pub struct TableDef {
    /// The struct's name.
    pub model: &'static str,
    /// How statements name the table.
    pub source: &'static TableRef,
    /// The columns, in the order of the struct's fields.
    pub columns: &'static [ColumnDef],
    /// The positions of the primary key's columns.
    pub primary_key: &'static [usize],
    /// `AUTOINCREMENT`: a key is never used twice, not even after its row was deleted.
    pub autoincrement: bool,
    /// Indexes and unique constraints, of one column or several.
    pub indexes: &'static [IndexDef],
    /// Check constraints of the table.
    pub checks: &'static [CheckDef],
    /// What follows from the columns.
    pub layout: Layout,
    /// A STRICT table.
    pub strict: bool,
    /// A WITHOUT ROWID table.
    pub without_rowid: bool,
    /// A view: neither written nor created.
    pub view: bool,
}

impl TableDef {
    /// A table of which nothing is said but its columns and its key.
    pub const fn new(
        source: &'static TableRef,
        columns: &'static [ColumnDef],
        primary_key: &'static [usize],
    ) -> Self {
        TableDef {
            model: source.model,
            source,
            columns,
            primary_key,
            autoincrement: false,
            indexes: &[],
            checks: &[],
            layout: Layout::of(columns, primary_key),
            strict: false,
            without_rowid: false,
            view: false,
        }
    }

    /// The table's name in the database.
    pub fn name(&self) -> &'static str {
        self.source.table
    }

    /// The position of the column with this name in the database.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|candidate| candidate.name == column)
    }

    /// The position of the version column, for optimistic locking.
    pub fn version(&self) -> Option<usize> {
        self.layout.version
    }

    /// Whether the database assigns the key: one integer column that was not declared `assigned`.
    pub fn assigns_key(&self) -> bool {
        self.layout.assigns_key
    }
}
