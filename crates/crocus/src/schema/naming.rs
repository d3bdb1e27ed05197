//! Names of indexes and constraints that the author did not name.

use super::index::IndexDef;
use super::table::TableDef;

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
