//! A table.

use super::column::ColumnDef;
use super::index::{CheckDef, IndexDef};
use super::layout::Layout;
use crate::sql::TableRef;
use crate::value::{Row, ShownBare};

/// What a model says about its table; written by `#[derive(Model)]`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// let table = User::table();
/// assert_eq!((table.model, table.name()), ("User", "users"));
/// assert_eq!(table.columns[table.primary_key[0]].name, "id");
/// ```
#[derive(Debug)]
pub struct TableDef {
    /// The struct's name.
    pub model: &'static str,
    /// How statements name the table.
    #[doc(hidden)]
    pub source: &'static TableRef,
    /// The columns, in the order of the struct's fields.
    pub columns: &'static [ColumnDef],
    /// The positions of the primary key's columns.
    pub primary_key: &'static [usize],
    /// `AUTOINCREMENT`: a key is never used twice, not even after its row was deleted.
    pub autoincrement: bool,
    /// Indexes and unique constraints, of one column or several.
    pub indexes: &'static [IndexDef],
    /// Check constraints of the table.
    pub checks: &'static [CheckDef],
    /// What follows from the columns.
    pub layout: Layout,
    /// A STRICT table.
    pub strict: bool,
    /// A WITHOUT ROWID table.
    pub without_rowid: bool,
    /// A view: neither written nor created.
    pub view: bool,
}

impl TableDef {
    /// A table of which nothing is said but its columns and its key.
    #[doc(hidden)]
    pub const fn new(
        source: &'static TableRef,
        columns: &'static [ColumnDef],
        primary_key: &'static [usize],
    ) -> Self {
        TableDef {
            model: source.model,
            source,
            columns,
            primary_key,
            autoincrement: false,
            indexes: &[],
            checks: &[],
            layout: Layout::of(columns, primary_key),
            strict: false,
            without_rowid: false,
            view: false,
        }
    }

    /// The table's name in the database.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// #[derive(Debug, Clone, Model)]
    /// #[model(table = "people")]
    /// struct Person {
    ///     #[column(primary_key)]
    ///     id: i64,
    /// }
    ///
    /// assert_eq!(Person::table().name(), "people");
    /// ```
    pub fn name(&self) -> &'static str {
        self.source.table
    }

    /// The position of the column with this name in the database.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// assert_eq!(User::table().position("email"), Some(3));
    /// assert_eq!(User::table().position("e-mail"), None);
    /// ```
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|candidate| candidate.name == column)
    }

    /// The position of the version column, for optimistic locking.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// #[derive(Debug, Clone, Model)]
    /// struct Page {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     text: String,
    ///     #[column(version)]
    ///     version: i64,
    /// }
    ///
    /// assert_eq!(Page::table().version(), Some(2));
    /// ```
    pub fn version(&self) -> Option<usize> {
        self.layout.version
    }

    /// Whether the database assigns the key: one integer column that was not declared `assigned`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// #[derive(Debug, Clone, Model)]
    /// struct Country {
    ///     #[column(primary_key(assigned))]
    ///     code: String,
    /// }
    ///
    /// assert!(!Country::table().assigns_key());
    /// ```
    pub fn assigns_key(&self) -> bool {
        self.layout.assigns_key
    }

    /// The key of a stored row, as `id=7` or `order_id=1, no=2`: it can be told even of a row that
    /// cannot be read.
    #[cold]
    pub(crate) fn key_in(&self, row: &Row<'_>) -> String {
        let parts = self.primary_key.iter().filter_map(|column| {
            let value = row.value(*column).ok()?;
            Some(format!(
                "{}={}",
                self.columns[*column].name,
                ShownBare(value)
            ))
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}
