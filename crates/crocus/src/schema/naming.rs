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
        let index = self
            .indexes
            .iter()
            .find(|index| self::index(self, index) == constraint);
        if let Some(index) = index {
            let columns = index.columns.iter();
            let found = columns.filter_map(|column| self.columns.get(*column));
            return found.map(|column| column.name.to_owned()).collect();
        }
        // SQLite calls a check without a name by its expression.
        let of_table = self
            .checks
            .iter()
            .find(|check| check.name.unwrap_or(check.expression) == constraint);
        let expression = match of_table {
            Some(check) => check.expression,
            None => match self.columns.iter().find(|it| it.check == Some(constraint)) {
                Some(_) => constraint,
                None => return Vec::new(),
            },
        };
        self.mentioned(expression)
    }
}

impl TableDef {
    /// The columns that an expression names.
    fn mentioned(&self, expression: &str) -> Vec<String> {
        let words: Vec<&str> = expression
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        let columns = self.columns.iter().map(|column| column.name);
        columns
            .filter(|name| words.iter().any(|word| word.eq_ignore_ascii_case(name)))
            .map(str::to_owned)
            .collect()
    }
}
