//! INSERT, UPDATE and DELETE as trees.

use super::few::Few;
use super::node::Node;
use super::select::Item;
use super::table_ref::TableRef;

/// One INSERT of any number of rows.
#[derive(Debug, Clone)]
pub struct Insert {
    /// The table.
    pub table: &'static TableRef,
    /// The columns that get values, by their names in the database.
    pub columns: Vec<&'static str>,
    /// How many rows of parameters the statement takes, at least one.
    pub rows: usize,
    /// What happens with a row that breaks a unique constraint.
    pub conflict: Option<Conflict>,
    /// RETURNING.
    pub returning: Vec<Item>,
}

/// ON CONFLICT.
#[derive(Debug, Clone)]
pub enum Conflict {
    /// ON CONFLICT DO NOTHING; with a target when columns are named.
    Ignore(Vec<&'static str>),
    /// ON CONFLICT (target) DO UPDATE SET column = excluded.column, ..
    Update {
        /// The columns of the unique constraint.
        target: Vec<&'static str>,
        /// The columns that take the new row's value.
        set: Vec<&'static str>,
        /// Columns that get an expression: a version that counts up.
        assign: Vec<(&'static str, Node)>,
    },
}

/// One UPDATE.
#[derive(Debug, Clone)]
pub struct Update {
    /// The table.
    pub table: &'static TableRef,
    /// Column and new value; not empty.
    pub set: Few<(&'static str, Node)>,
    /// WHERE, joined by AND.
    pub filter: Few<Node>,
    /// RETURNING, where it is asked for.
    pub returning: Option<Vec<Item>>,
}

impl Update {
    pub(crate) fn returned(&self) -> &[Item] {
        self.returning.as_deref().unwrap_or_default()
    }
}

/// One DELETE, of parts that stand elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Delete<'a> {
    /// The table.
    pub table: &'static TableRef,
    /// WHERE, joined by AND.
    pub filter: &'a [Node],
    /// RETURNING.
    pub returning: &'a [Item],
}
