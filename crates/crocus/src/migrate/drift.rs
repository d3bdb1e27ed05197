//! Where a table of the database differs from its model.

use std::ops::ControlFlow;

use crate::engine::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::TableDef;
use crate::value::{Fault, Format, Value};

/// A column as the database has it.
#[derive(Debug)]
pub(super) struct Existing {
    name: String,
    required: bool,
    default: bool,
    key: bool,
    generated: bool,
}

/// The columns of a table, or `None` where there is no such table.
pub(super) fn existing(lease: &Lease, table: &str) -> Result<Option<Vec<Existing>>> {
    let mut columns = Vec::new();
    let sql = "SELECT name, \"notnull\", dflt_value IS NOT NULL, pk > 0, hidden IN (2, 3) \
               FROM pragma_table_xinfo(?) WHERE hidden <> 1";
    lease.query(sql, &[Value::from(table)], &mut |row| {
        let flag = |column| {
            row.get::<bool>(column, Format::Plain)
                .map_err(Fault::nowhere)
        };
        columns.push(Existing {
            name: row.get(0, Format::Plain).map_err(Fault::nowhere)?,
            required: flag(1)?,
            default: flag(2)?,
            key: flag(3)?,
            generated: flag(4)?,
        });
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((!columns.is_empty()).then_some(columns))
}

/// Refuses a table with which the model could not work: a column is missing, or one that the model
/// does not know must be given.
pub(super) fn compare(table: &TableDef, existing: &[Existing]) -> Result<()> {
    let mut differences = Vec::new();
    for column in table.columns {
        let found = existing
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(column.name));
        match found {
            None => differences.push(format!("column `{}` is missing", column.name)),
            Some(known) if known.required && column.nullable => {
                differences.push(format!("column `{}` must not be NULL there", column.name));
            }
            Some(_) => {}
        }
    }
    for known in existing {
        let mapped = table
            .columns
            .iter()
            .any(|column| known.name.eq_ignore_ascii_case(column.name));
        if !mapped && known.required && !known.default && !known.key && !known.generated {
            differences.push(format!(
                "column `{}` is required there, and not in `{}`",
                known.name, table.model
            ));
        }
    }
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Schema,
        format!(
            "table `{}` differs from `{}`: {}; change the table, or drop it to have it created anew",
            table.name(),
            table.model,
            differences.join("; ")
        ),
    ))
}
