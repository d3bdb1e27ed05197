//! A table as the database has it.

use std::ops::ControlFlow;

use super::clause::{self, Clauses};
use crate::engine::Lease;
use crate::error::Result;
use crate::value::{ColumnType, Fault, Format, Row};

/// A table of the database.
#[derive(Debug)]
pub(super) struct Existing {
    pub(super) columns: Vec<ExistingColumn>,
    pub(super) references: Vec<ExistingReference>,
    /// Each unique index and constraint with its columns, where an expression has no name; without
    /// partial ones.
    pub(super) uniques: Vec<(String, Vec<String>)>,
    /// What only its text tells.
    pub(super) clauses: Clauses,
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

/// All that is asked of a table, in one statement; the first value says which part a row is.
const LOOK: &str = "\
    SELECT 'column', name, type, \"notnull\", dflt_value IS NOT NULL, pk > 0, hidden IN (2, 3) \
    FROM pragma_table_xinfo(?1) WHERE hidden <> 1 \
    UNION ALL SELECT 'reference', \"from\", \"table\", \"to\", on_delete, on_update, NULL \
    FROM pragma_foreign_key_list(?1) \
    WHERE id NOT IN (SELECT id FROM pragma_foreign_key_list(?1) WHERE seq > 0) \
    UNION ALL SELECT 'unique', list.name, coalesce(info.name, ''), NULL, NULL, NULL, NULL \
    FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS info \
    WHERE list.\"unique\" AND NOT list.partial \
    UNION ALL SELECT 'table', sql, NULL, NULL, NULL, NULL, NULL \
    FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)";

/// The table of this name, or `None` where there is none.
pub(super) fn existing(lease: &Lease<'_>, table: &str) -> Result<Option<Existing>> {
    let mut found = Existing {
        columns: Vec::new(),
        references: Vec::new(),
        uniques: Vec::new(),
        clauses: Clauses::default(),
        view: true,
    };
    lease.query(LOOK, &[&table.into()], &mut |row| {
        found.add(&row)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((!found.columns.is_empty()).then_some(found))
}

impl Existing {
    fn add(&mut self, row: &Row<'_>) -> Result<()> {
        match get::<String>(row, 0)?.as_str() {
            "column" => self.columns.push(ExistingColumn {
                name: get(row, 1)?,
                declared: get(row, 2)?,
                required: get(row, 3)?,
                default: get(row, 4)?,
                key: get(row, 5)?,
                generated: get(row, 6)?,
            }),
            "reference" => self.references.push(ExistingReference {
                column: get(row, 1)?,
                parent: get(row, 2)?,
                parent_column: get(row, 3)?,
                on_delete: get(row, 4)?,
                on_update: get(row, 5)?,
            }),
            "unique" => {
                let (index, column): (String, String) = (get(row, 1)?, get(row, 2)?);
                match self.uniques.iter_mut().find(|(name, _)| *name == index) {
                    Some((_, columns)) => columns.push(column),
                    None => self.uniques.push((index, vec![column])),
                }
            }
            _ => {
                self.clauses = clause::read(&get::<String>(row, 1)?);
                self.view = false;
            }
        }
        Ok(())
    }
}

fn get<T: ColumnType>(row: &Row<'_>, column: usize) -> Result<T> {
    row.get(column, Format::Plain).map_err(Fault::nowhere)
}
