//! The order in which tables are created.
use super::schema::Schema; use super::table::TableDef;
pub(crate) fn creation_order(_schema: &Schema) -> Vec<&'static TableDef> { unimplemented!() }
