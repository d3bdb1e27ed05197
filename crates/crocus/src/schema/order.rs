//! The order in which tables are created, and dropped in reverse.

use super::schema::Schema;
use super::table::TableDef;
use crate::topo;

/// Tables after those they refer to. Tables that refer to each other in a circle keep their order:
/// SQLite checks references when rows are written, not when tables are created.
pub(crate) fn creation_order(schema: &Schema) -> Vec<&'static TableDef> {
    let tables: Vec<&'static TableDef> = schema
        .tables()
        .iter()
        .copied()
        .filter(|table| !table.view)
        .collect();
    let parents = |place: usize| {
        let references = tables[place]
            .columns
            .iter()
            .filter_map(|column| column.references);
        references
            .filter_map(|reference| {
                let parent = (reference.table)();
                tables.iter().position(|table| std::ptr::eq(*table, parent))
            })
            .collect::<Vec<_>>()
    };
    match topo::sort(tables.len(), parents) {
        Ok(order) => order.into_iter().map(|place| tables[place]).collect(),
        Err(_) => tables,
    }
}
