//! CREATE TABLE and DROP TABLE.

use crate::schema::column::{ColumnDef, DefaultValue, Written};
use crate::schema::foreign_key::{Action, Reference};
use crate::schema::naming;
use crate::schema::table::TableDef;
use crate::sql::{literal, quote};
use crate::value::{DecimalStorage, Format, Value};

/// CREATE TABLE IF NOT EXISTS, a line for each column and constraint.
pub(crate) fn create_table(table: &TableDef) -> String {
    let mut lines = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        lines.push(column_line(table, position, column));
    }
    if table.primary_key.len() > 1 {
        let mut line = String::from("PRIMARY KEY ");
        column_list(table, table.primary_key, &mut line);
        lines.push(line);
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let mut line = String::from("CONSTRAINT ");
        quote(&naming::index(table, index), &mut line);
        line.push_str(" UNIQUE ");
        column_list(table, index.columns, &mut line);
        lines.push(line);
    }
    for check in table.checks {
        let mut line = String::new();
        if let Some(name) = check.name {
            line.push_str("CONSTRAINT ");
            quote(name, &mut line);
            line.push(' ');
        }
        push(&mut line, format_args!("CHECK ({})", check.expression));
        lines.push(line);
    }
    let mut sql = String::from("CREATE TABLE IF NOT EXISTS ");
    quote(table.name(), &mut sql);
    sql.push_str(" (\n  ");
    sql.push_str(&lines.join(",\n  "));
    sql.push_str("\n)");
    match (table.strict, table.without_rowid) {
        (true, true) => sql.push_str(" STRICT, WITHOUT ROWID"),
        (true, false) => sql.push_str(" STRICT"),
        (false, true) => sql.push_str(" WITHOUT ROWID"),
        (false, false) => {}
    }
    sql
}

/// DROP TABLE IF EXISTS.
pub(crate) fn drop_table(table: &TableDef) -> String {
    let mut sql = String::from("DROP TABLE IF EXISTS ");
    quote(table.name(), &mut sql);
    sql
}

/// `("a", "b")`
pub(super) fn column_list(table: &TableDef, columns: &[usize], sql: &mut String) {
    sql.push('(');
    for (place, column) in columns
        .iter()
        .filter_map(|at| table.columns.get(*at))
        .enumerate()
    {
        if place > 0 {
            sql.push_str(", ");
        }
        quote(column.name, sql);
    }
    sql.push(')');
}

fn column_line(table: &TableDef, position: usize, column: &ColumnDef) -> String {
    let mut line = String::new();
    quote(column.name, &mut line);
    line.push(' ');
    line.push_str(&type_name(table, column));
    if !column.nullable {
        line.push_str(" NOT NULL");
    }
    if table.primary_key == [position] {
        line.push_str(" PRIMARY KEY");
        if table.autoincrement {
            line.push_str(" AUTOINCREMENT");
        }
    }
    // A column that is both unique and indexed gets one unique index.
    if column.unique && !column.indexed {
        line.push_str(" UNIQUE");
    }
    if let Some(default) = column.default {
        line.push_str(" DEFAULT ");
        push_default(default, &mut line);
    }
    if let Some(collation) = column.collate {
        line.push_str(" COLLATE ");
        quote(collation, &mut line);
    }
    if let Some(check) = column.check {
        push(&mut line, format_args!(" CHECK ({check})"));
    }
    if let Written::Generated(expression) = column.written {
        // Stored, so that it can be indexed and read by every tool at no cost.
        push(
            &mut line,
            format_args!(" GENERATED ALWAYS AS ({expression}) STORED"),
        );
    }
    if let Some(reference) = column.references {
        push_reference(reference, &mut line);
    }
    line
}

/// The declared type, as SQLAlchemy writes it; SQLite's own names in a STRICT table.
pub(crate) fn type_name(table: &TableDef, column: &ColumnDef) -> String {
    // Only a column declared INTEGER is an alias of the rowid:
    // https://www.sqlite.org/lang_createtable.html#rowid
    if column.written == Written::Rowid {
        return "INTEGER".to_owned();
    }
    match column.format {
        Format::Decimal {
            storage: DecimalStorage::Integer,
            ..
        } => "INTEGER".to_owned(),
        _ if table.strict => column.declared.strict.to_owned(),
        Format::Text { length } => format!("VARCHAR({length})"),
        Format::Decimal {
            precision, scale, ..
        } => format!("NUMERIC({precision}, {scale})"),
        Format::Plain => column.declared.name.to_owned(),
    }
}

fn push_default(default: DefaultValue, sql: &mut String) {
    match default {
        DefaultValue::Integer(integer) => literal(&Value::Integer(integer), sql),
        DefaultValue::Real(real) => literal(&Value::Real(real), sql),
        DefaultValue::Text(text) => literal(&Value::Text(text.to_owned()), sql),
        // A bare keyword such as CURRENT_TIMESTAMP needs no parentheses; any expression takes them.
        DefaultValue::Sql(expression) => push(sql, format_args!("({expression})")),
    }
}

fn push_reference(reference: Reference, sql: &mut String) {
    let parent = (reference.table)();
    sql.push_str(" REFERENCES ");
    quote(parent.name(), sql);
    sql.push(' ');
    column_list(parent, parent.primary_key, sql);
    for (verb, action) in [
        ("DELETE", reference.on_delete),
        ("UPDATE", reference.on_update),
    ] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        push(sql, format_args!(" ON {verb} {action}"));
    }
}

fn push(sql: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = std::fmt::Write::write_fmt(sql, part);
}
