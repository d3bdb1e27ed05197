//! `Engine::create_all`, `Engine::drop_all`.

use std::panic::Location;

use super::drift;
use super::existing::existing;
use crate::engine::{Engine, Mode, Scope};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Schema, TableDef, create_indexes, create_table, creation_order, drop_table};

impl Engine {
    /// Creates the tables and indexes that do not exist, in one transaction, parents first.
    ///
    /// A table that exists is compared with its model: columns with their types, nullability and
    /// defaults, the key, UNIQUE, CHECK, foreign keys with their actions. It may do more than the
    /// model says, as long as the model's rows can be written; an unlike length of a text is no
    /// difference, because SQLite does not look at it. A view that exists must have the columns of
    /// its model; one that does not is left to you.
    ///
    /// ```
    /// use crocus::prelude::*;
    ///
    /// #[derive(Debug, Clone, Model)]
    /// struct Tag {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(unique)]
    ///     label: String,
    /// }
    ///
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::memory()?;
    /// engine.create_all(&schema![Tag])?;
    /// engine.create_all(&schema![Tag])?; // nothing left to do
    /// assert_eq!(Tag::select().count(&mut engine.session())?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Schema` when a table exists and differs from its model, or a model refers to a table that is
    /// neither in the schema nor in the database; what the database reports.
    #[track_caller]
    pub fn create_all(&self, schema: &Schema) -> Result<()> {
        let lease = self.begin(Mode::Write, Location::caller(), Scope::Closure)?;
        let tables = creation_order(schema);
        let mut without_unique = Vec::new();
        for table in &tables {
            match existing(&lease, table.name())? {
                Some(existing) => {
                    refuse(table, &drift::differences(table, &existing))?;
                    let missing = drift::missing_uniques(table, &existing);
                    without_unique
                        .extend((!missing.is_empty() && !existing.view).then_some(*table));
                }
                None => lease.batch(&create_table(table))?,
            }
        }
        for view in schema.tables().iter().filter(|table| table.view) {
            if let Some(existing) = existing(&lease, view.name())? {
                refuse(view, &drift::differences(view, &existing))?;
            }
        }
        for table in &tables {
            for index in create_indexes(table) {
                lease.batch(&index)?;
            }
        }
        // What was missing may be one of the indexes that were just created.
        for table in without_unique {
            if let Some(existing) = existing(&lease, table.name())? {
                refuse(table, &drift::missing_uniques(table, &existing))?;
            }
        }
        for table in &tables {
            for reference in table.columns.iter().filter_map(|column| column.references) {
                let parent = (reference.table)();
                if existing(&lease, parent.name())?.is_none() {
                    return Err(Error::new(
                        ErrorKind::Schema,
                        format!(
                            "`{}` refers to `{}`, which does not exist: name `{}` in the schema too",
                            table.name(),
                            parent.name(),
                            parent.model
                        ),
                    ));
                }
            }
        }
        lease.commit()
    }

    /// Drops the tables of the models that exist, with all their rows, in one transaction, children
    /// first.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// engine.drop_all(&schema![Book])?;
    /// assert!(Book::select().count(&mut engine.session()).is_err()); // no such table
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `ForeignKey` when rows of other tables refer to them; what the database reports.
    #[track_caller]
    pub fn drop_all(&self, schema: &Schema) -> Result<()> {
        let lease = self.begin(Mode::Write, Location::caller(), Scope::Closure)?;
        // Tables may refer to each other in circles; the references are checked at the end.
        lease.batch("PRAGMA defer_foreign_keys = ON")?;
        for table in creation_order(schema).into_iter().rev() {
            lease.batch(&drop_table(table))?;
        }
        lease.commit()
    }
}

/// Refuses a table that differs from its model.
fn refuse(table: &TableDef, differences: &[String]) -> Result<()> {
    if differences.is_empty() {
        return Ok(());
    }
    let (kind, advice) = if table.view {
        ("view", "change the model or the view")
    } else {
        let advice =
            "change the model or the table, or drop the table and its rows to have it created anew";
        ("table", advice)
    };
    Err(Error::new(
        ErrorKind::Schema,
        format!(
            "{kind} `{}` differs from `{}`: {}; {advice}",
            table.name(),
            table.model,
            differences.join("; ")
        ),
    ))
}
