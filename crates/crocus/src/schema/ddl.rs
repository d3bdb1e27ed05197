//! CREATE and DROP as text.
use super::table::TableDef; use super::index::IndexDef;
pub(crate) fn create_table(_table: &TableDef) -> String { unimplemented!() }
pub(crate) fn create_index(_table: &TableDef) -> Vec<String> { unimplemented!() }
pub(crate) fn drop_table(_table: &TableDef) -> String { unimplemented!() }
