//! What follows from a table's columns, worked out when the model is compiled.

use super::column::{ColumnDef, Written};
use super::column_set::ColumnSet;
use crate::value::Format;

/// Which columns of a table are to be treated how.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// let layout = Post::table().layout;
/// assert_eq!(layout.references.iter().collect::<Vec<_>>(), [2]); // `author`
/// assert!(layout.assigns_key && layout.version.is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The columns that an INSERT names, but for a key that the database assigns.
    pub sent: ColumnSet,
    /// The columns that the database writes when a row is inserted.
    pub read_back_on_insert: ColumnSet,
    /// The columns that the database writes when a row is updated.
    pub read_back_on_update: ColumnSet,
    /// The columns that hold less than a struct can say: times are stored to the microsecond, decimals
    /// with the digits of their column.
    pub rounded: ColumnSet,
    /// The columns that hold text or bytes, whose lengths tell what memory a row takes; `None` where they
    /// do not, because of JSON.
    pub texts: Option<ColumnSet>,
    /// Whether a column has a collation, under which texts are equal that have other bytes.
    pub collates: bool,
    /// The foreign keys.
    pub references: ColumnSet,
    /// The version column, for optimistic locking.
    pub version: Option<usize>,
    /// Whether the database assigns the key: one integer column that was not declared `assigned`.
    pub assigns_key: bool,
}

impl Layout {
    /// Whether the database is asked for what it wrote.
    pub(crate) fn asks(&self) -> bool {
        !self.read_back_on_insert.is_empty() || !self.read_back_on_update.is_empty()
    }

    /// The layout of a table with these columns and the primary key at these positions.
    #[doc(hidden)]
    pub const fn of(columns: &[ColumnDef], primary_key: &[usize]) -> Self {
        let mut layout = Layout {
            sent: ColumnSet::EMPTY,
            read_back_on_insert: ColumnSet::EMPTY,
            read_back_on_update: ColumnSet::EMPTY,
            rounded: ColumnSet::EMPTY,
            texts: Some(ColumnSet::EMPTY),
            collates: false,
            references: ColumnSet::EMPTY,
            version: None,
            assigns_key: false,
        };
        let mut position = 0;
        while position < columns.len() {
            let column = &columns[position];
            match column.written {
                Written::Client | Written::Rowid => layout.sent = layout.sent.with(position),
                Written::Default => {
                    layout.read_back_on_insert = layout.read_back_on_insert.with(position);
                }
                Written::Generated(_) => {
                    layout.read_back_on_insert = layout.read_back_on_insert.with(position);
                    layout.read_back_on_update = layout.read_back_on_update.with(position);
                }
            }
            let exact = match column.declared.name.as_bytes() {
                b"DATETIME" | b"TIME" => false,
                _ => !matches!(column.format, Format::Decimal { .. }),
            };
            if matches!(column.written, Written::Client) && !exact {
                layout.rounded = layout.rounded.with(position);
            }
            layout.collates |= column.collate.is_some();
            layout.texts = match (column.declared.name.as_bytes(), layout.texts) {
                (b"JSON", _) => None,
                (b"TEXT" | b"BLOB", Some(texts)) => Some(texts.with(position)),
                (_, texts) => texts,
            };
            if column.references.is_some() {
                layout.references = layout.references.with(position);
            }
            if column.version && layout.version.is_none() {
                layout.version = Some(position);
            }
            position += 1;
        }
        if let [key] = primary_key {
            layout.assigns_key = matches!(columns[*key].written, Written::Rowid);
        }
        layout
    }
}
