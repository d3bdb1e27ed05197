//! A table as the database has it.

use std::ops::ControlFlow;

use super::clause;
use crate::engine::Lease;
use crate::error::Result;
use crate::value::{ColumnType, Fault, Format, Row, Value};

/// A table of the database.
#[derive(Debug)]
pub(super) struct Existing {
    pub(super) columns: Vec<ExistingColumn>,
    pub(super) references: Vec<ExistingReference>,
    /// The expressions of its checks, in normal form.
    pub(super) checks: Vec<String>,
    /// Columns with the collation that they name.
    pub(super) collations: Vec<(String, String)>,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
    pub(super) autoincrement: bool,
    /// A view, which keeps nothing but its columns.
    pub(super) view: bool,
}

/// A column of the database.
#[derive(Debug)]
pub(super) struct ExistingColumn {
    pub(super) name: String,
    pub(super) declared: String,
    pub(super) required: bool,
    pub(super) default: bool,
    pub(super) key: bool,
    pub(super) generated: bool,
}

/// A foreign key of one column.
#[derive(Debug)]
pub(super) struct ExistingReference {
    pub(super) column: String,
    pub(super) parent: String,
    pub(super) parent_column: Option<String>,
    pub(super) on_delete: String,
    pub(super) on_update: String,
}

/// The table of this name, or `None` where there is none.
pub(super) fn existing(lease: &Lease, table: &str) -> Result<Option<Existing>> {
    let columns = columns(lease, table)?;
    if columns.is_empty() {
        return Ok(None);
    }
    let mut found = Existing {
        columns,
        references: references(lease, table)?,
        checks: Vec::new(),
        collations: Vec::new(),
        strict: false,
        without_rowid: false,
        autoincrement: false,
        view: true,
    };
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)";
    each(lease, sql, table, &mut |row| {
        let text: String = get(row, 0)?;
        let parts = clause::read(&text);
        found.checks = parts.checks;
        found.collations = parts.collations;
        found.strict = parts.strict;
        found.without_rowid = parts.without_rowid;
        found.autoincrement = parts.autoincrement;
        found.view = false;
        Ok(())
    })?;
    Ok(Some(found))
}

/// The columns of each unique index and constraint of a table, without partial ones.
pub(super) fn uniques(lease: &Lease, table: &str) -> Result<Vec<Vec<String>>> {
    let mut uniques: Vec<(String, Vec<String>)> = Vec::new();
    // An expression has no name.
    let sql = "SELECT list.name, coalesce(info.name, '') \
               FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info \
               WHERE list.\"unique\" AND NOT list.partial ORDER BY list.seq, info.seqno";
    each(lease, sql, table, &mut |row| {
        let (index, column): (String, String) = (get(row, 0)?, get(row, 1)?);
        match uniques.last_mut() {
            Some((last, columns)) if *last == index => columns.push(column),
            _ => uniques.push((index, vec![column])),
        }
        Ok(())
    })?;
    Ok(uniques.into_iter().map(|(_, columns)| columns).collect())
}

fn columns(lease: &Lease, table: &str) -> Result<Vec<ExistingColumn>> {
    let mut columns = Vec::new();
    let sql = "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk > 0, hidden IN (2, 3) \
               FROM pragma_table_xinfo(?) WHERE hidden <> 1";
    each(lease, sql, table, &mut |row| {
        columns.push(ExistingColumn {
            name: get(row, 0)?,
            declared: get(row, 1)?,
            required: get(row, 2)?,
            default: get(row, 3)?,
            key: get(row, 4)?,
            generated: get(row, 5)?,
        });
        Ok(())
    })?;
    Ok(columns)
}

fn references(lease: &Lease, table: &str) -> Result<Vec<ExistingReference>> {
    let mut references = Vec::new();
    let sql = "SELECT \"from\", \"table\", \"to\", on_delete, on_update \
               FROM pragma_foreign_key_list(?1) \
               WHERE id NOT IN (SELECT id FROM pragma_foreign_key_list(?1) WHERE seq > 0)";
    each(lease, sql, table, &mut |row| {
        references.push(ExistingReference {
            column: get(row, 0)?,
            parent: get(row, 1)?,
            parent_column: get(row, 2)?,
            on_delete: get(row, 3)?,
            on_update: get(row, 4)?,
        });
        Ok(())
    })?;
    Ok(references)
}

fn each(
    lease: &Lease,
    sql: &str,
    table: &str,
    row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    lease.query(sql, &[Value::from(table)], &mut |found| {
        row(&found)?;
        Ok(ControlFlow::Continue(()))
    })
}

fn get<T: ColumnType>(row: &Row<'_>, column: usize) -> Result<T> {
    row.get(column, Format::Plain).map_err(Fault::nowhere)
}
