//! CREATE INDEX.

use crate::schema::naming;
use crate::schema::table::TableDef;
use crate::sql::quote;

/// The indexes of a table, each `IF NOT EXISTS`.
pub(crate) fn create_indexes(table: &TableDef) -> Vec<String> {
    let mut statements = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        if column.indexed {
            let name = naming::of_columns("ix", table, &[position]);
            statements.push(create(table, &name, &[position], column.unique));
        }
    }
    for index in table.indexes.iter().filter(|index| !index.unique) {
        let name = naming::index(table, index);
        statements.push(create(table, &name, index.columns, false));
    }
    statements
}

fn create(table: &TableDef, name: &str, columns: &[usize], unique: bool) -> String {
    let mut sql = String::from(if unique {
        "CREATE UNIQUE INDEX"
    } else {
        "CREATE INDEX"
    });
    sql.push_str(" IF NOT EXISTS ");
    quote(name, &mut sql);
    sql.push_str(" ON ");
    quote(table.name(), &mut sql);
    sql.push(' ');
    super::table::column_list(table, columns, &mut sql);
    sql
}
