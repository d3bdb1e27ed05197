//! INSERT, UPDATE and DELETE.

use super::level::Level;
use super::writer::{Compiled, Writer};
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::node::Node;
use crate::sql::select::Item;
use crate::sql::table_ref::TableRef;
use crate::sql::write::{Conflict, Delete, Insert, Update};

/// Room for an UPDATE of some columns.
const CAPACITY: usize = 192;

/// `rows` rows of parameters into a table.
///
/// The parameters of the rows come first in the text, row by row in the order of `columns`; their
/// values are not known here and the caller binds them before [`Compiled::params`], which holds
/// only the values of expressions behind them (ON CONFLICT, RETURNING).
///
/// # Errors
///
/// `Misuse` when there are no rows, or when a row without any column comes with others or with
/// ON CONFLICT, for which SQLite has no syntax; else as selects.
pub(crate) fn compile_insert(insert: &Insert, dialect: Dialect) -> Result<Compiled<'_>> {
    let values = insert.rows.saturating_mul(3 * insert.columns.len() + 2);
    let mut writer = Writer::new(dialect, CAPACITY.saturating_add(values));
    writer.insert(insert)?;
    Ok(writer.finish())
}

/// An UPDATE.
///
/// # Errors
///
/// `Misuse` when no column is set; else as selects.
pub(crate) fn compile_update(update: &Update, dialect: Dialect) -> Result<Compiled<'_>> {
    let mut writer = Writer::new(dialect, CAPACITY);
    if update.set.is_empty() {
        return Err(Error::misuse(format!(
            "an update of `{}` sets no column",
            update.table.table
        )));
    }
    writer.text("UPDATE ");
    writer.target(update.table);
    writer.text(" SET ");
    writer.assignments(&update.set)?;
    writer.filter(" WHERE ", &update.filter)?;
    writer.returning(update.returned())?;
    Ok(writer.finish())
}

/// A DELETE.
///
/// # Errors
///
/// As selects.
pub(crate) fn compile_delete<'t>(delete: &'t Delete<'_>, dialect: Dialect) -> Result<Compiled<'t>> {
    let mut writer = Writer::new(dialect, CAPACITY);
    writer.text("DELETE FROM ");
    writer.target(delete.table);
    writer.filter(" WHERE ", delete.filter)?;
    writer.returning(delete.returning)?;
    Ok(writer.finish())
}

impl<'t> Writer<'t> {
    /// The table that is written to; its columns need no table before them outside of subqueries.
    fn target(&mut self, table: &'static TableRef) {
        self.scope.open(true);
        self.scope.add_target(table);
        self.ident(table.table);
    }

    fn insert(&mut self, insert: &'t Insert) -> Result<()> {
        let table = insert.table.table;
        self.text("INSERT INTO ");
        self.target(insert.table);
        if insert.rows == 0 {
            return Err(Error::misuse(format!(
                "an insert into `{table}` has no rows"
            )));
        }
        if !insert.columns.is_empty() {
            self.text(" ");
            self.names(&insert.columns);
            self.text(" VALUES ");
            self.rows_of_parameters(insert.rows, insert.columns.len());
        } else if insert.rows == 1 && insert.conflict.is_none() {
            self.text(" DEFAULT VALUES");
        } else {
            return Err(Error::misuse(format!(
                "a row of `{table}` without any value is inserted alone and without `on_conflict`"
            )));
        }
        if let Some(conflict) = &insert.conflict {
            self.conflict(conflict)?;
        }
        self.returning(&insert.returning)
    }

    fn rows_of_parameters(&mut self, rows: usize, columns: usize) {
        for row in 0..rows {
            self.text(if row == 0 { "(?" } else { ", (?" });
            for _ in 1..columns {
                self.text(", ?");
            }
            self.text(")");
        }
    }

    fn conflict(&mut self, conflict: &'t Conflict) -> Result<()> {
        self.text(" ON CONFLICT");
        let (Conflict::Ignore(target) | Conflict::Update { target, .. }) = conflict;
        if !target.is_empty() {
            self.text(" ");
            self.names(target);
        }
        match conflict {
            Conflict::Update { set, assign, .. } if !(set.is_empty() && assign.is_empty()) => {
                self.text(" DO UPDATE SET ");
                for (position, column) in set.iter().enumerate() {
                    self.comma(position);
                    self.ident(column);
                    self.text(" = excluded.");
                    self.ident(column);
                }
                self.comma(set.len().min(assign.len()));
                self.assignments(assign)
            }
            Conflict::Ignore(_) | Conflict::Update { .. } => {
                self.text(" DO NOTHING");
                Ok(())
            }
        }
    }

    fn assignments(&mut self, set: &'t [(&'static str, Node)]) -> Result<()> {
        for (position, (column, node)) in set.iter().enumerate() {
            self.comma(position);
            self.ident(column);
            self.text(" = ");
            self.node(node, Level::Free)?;
        }
        Ok(())
    }

    fn returning(&mut self, items: &'t [Item]) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        self.text(" RETURNING ");
        self.items(items)
    }
}
