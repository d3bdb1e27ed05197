//! `Engine::create_all`, `Engine::drop_all`.

use std::panic::Location;

use super::drift;
use crate::engine::{Engine, Mode, Scope};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Schema, create_indexes, create_table, creation_order, drop_table};

impl Engine {
    /// Creates the tables and indexes that do not exist, in one transaction, parents first.
    ///
    /// # Errors
    ///
    /// `Schema` when a table exists and differs from its model, or a model refers to a table that is
    /// neither in the schema nor in the database; what the database reports.
    #[track_caller]
    pub fn create_all(&self, schema: &Schema) -> Result<()> {
        let lease = self.begin(Mode::Write, Location::caller(), Scope::Closure)?;
        let tables = creation_order(schema);
        for table in &tables {
            match drift::existing(&lease, table.name())? {
                Some(columns) => drift::compare(table, &columns)?,
                None => lease.batch(&create_table(table))?,
            }
        }
        for table in &tables {
            for index in create_indexes(table) {
                lease.batch(&index)?;
            }
        }
        for table in &tables {
            for reference in table.columns.iter().filter_map(|column| column.references) {
                let parent = (reference.table)();
                if drift::existing(&lease, parent.name())?.is_none() {
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
