//! Names of indexes and constraints that the author did not name, and how errors look them up.

use super::index::IndexDef;
use super::table::TableDef;
use crate::error::{ColumnNames, TableNames};

/// `ix_users_email`, or `uq_users_tenant_username` for a unique one.
pub(crate) fn index(table: &TableDef, index: &IndexDef) -> String {
    match index.name {
        Some(name) => name.to_owned(),
        None => of_columns(if index.unique { "uq" } else { "ix" }, table, index.columns),
    }
}

/// `prefix_table_column_column`.
pub(crate) fn of_columns(prefix: &str, table: &TableDef, columns: &[usize]) -> String {
    let mut name = format!("{prefix}_{}", table.name());
    for column in columns
        .iter()
        .filter_map(|column| table.columns.get(*column))
    {
        name.push('_');
        name.push_str(column.name);
    }
    name
}

impl TableDef {
    /// The names that an error's constraint is completed with.
    pub(crate) fn names(&self) -> TableNames<'_> {
        TableNames {
            table: self.name(),
            columns: self,
        }
    }
}

impl ColumnNames for TableDef {
    fn field(&self, column: &str) -> Option<&str> {
        let found = self
            .columns
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(column));
        found.map(|known| known.field)
    }

    fn columns_of(&self, constraint: &str) -> Vec<String> {
        let named = self
            .indexes
            .iter()
            .find(|index| self::index(self, index) == constraint);
        let columns = named.map_or(&[][..], |index| index.columns);
        let found = columns
            .iter()
            .filter_map(|column| self.columns.get(*column));
        found.map(|column| column.name.to_owned()).collect()
    }
}
