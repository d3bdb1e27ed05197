//! The unique constraints of a table.

use crate::schema::TableDef;

/// The unique constraints of a table as positions of columns; the primary key is the first.
pub(in crate::session) fn unique_constraints(table: &TableDef) -> Vec<Vec<usize>> {
    let mut constraints = vec![table.primary_key.to_vec()];
    for (position, column) in table.columns.iter().enumerate() {
        if column.unique {
            constraints.push(vec![position]);
        }
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        constraints.push(index.columns.to_vec());
    }
    constraints
}
