//! From changed slots to the works of a flush.

use super::arena::Arena;
use super::describe;
use super::keys::{Columns, column_value, is_assigned, key_values, sent_columns};
use super::plan::{Kind, Referent, UniqueKey, Work, unique_constraints};
use super::state::Life;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::schema::{ColumnSet, TableDef};
use crate::value::{Ticket, Value};

impl<M: Model> Arena<M> {
    /// What a flush has to write, in the order in which it was touched.
    pub(super) fn collect(&self, session: u32, works: &mut Vec<Work>) -> Result<()> {
        let listed = self.listed();
        works.reserve(listed.len());
        for &index in &*listed {
            let slot = &self.slots[index as usize];
            let Some(value) = &slot.value else { continue };
            let ticket = Ticket {
                session,
                model: M::model_id(),
                index,
                generation: slot.generation,
            };
            let work = match slot.life {
                Life::Pending => Some(insert_work(value, ticket)?),
                Life::Persistent => match &slot.baseline {
                    Some(baseline) => {
                        update_work(value, &**baseline, value.diff(baseline), ticket)?
                    }
                    None => None,
                },
                Life::Doomed => Some(delete_work(slot.stored().unwrap_or(value), ticket)?),
                Life::Deleted | Life::Undone | Life::Vacated => None,
            };
            works.extend(work);
        }
        if let (false, true) = (works.is_empty(), M::table().view) {
            return Err(describe::is_view(M::table()));
        }
        Ok(())
    }

    /// Fills in which unique values a work takes and frees.
    pub(super) fn collect_uniques(&self, work: &mut Work) -> Result<()> {
        let slot = &self.slots[work.ticket.index as usize];
        let (Some(value), Some(stored)) = (slot.value.as_ref(), slot.stored()) else {
            return Ok(());
        };
        uniques(value, stored, work)
    }
}

/// The unique values that a work takes and frees.
fn uniques(value: &dyn Columns, stored: &dyn Columns, work: &mut Work) -> Result<()> {
    for (constraint, columns) in unique_constraints(work.table).iter().enumerate() {
        let changes = match work.kind {
            Kind::Update => columns.iter().any(|column| work.columns.contains(*column)),
            Kind::Insert => constraint != 0 || is_assigned(value)?,
            Kind::Delete => true,
        };
        if !changes {
            continue;
        }
        if work.kind != Kind::Delete {
            work.takes.extend(unique_key(value, constraint, columns)?);
        }
        if work.kind != Kind::Insert {
            work.frees.extend(unique_key(stored, constraint, columns)?);
        }
    }
    Ok(())
}

/// The row's values in a unique constraint; none where one is NULL, which equals nothing.
fn unique_key(
    value: &dyn Columns,
    constraint: usize,
    columns: &[usize],
) -> Result<Option<UniqueKey>> {
    let mut values = Vec::with_capacity(columns.len());
    for column in columns {
        match column_value(value, *column)? {
            Value::Null => return Ok(None),
            stored => values.push(stored),
        }
    }
    Ok(Some(UniqueKey { constraint, values }))
}

fn insert_work(value: &dyn Columns, ticket: Ticket) -> Result<Work> {
    let table = value.table();
    let mut work = empty(table, ticket, Kind::Insert, sent_columns(value)?);
    for column in table.layout.references.iter() {
        work.refers
            .extend(referent(value, column)?.map(|referent| (column, referent)));
    }
    if is_assigned(value)? {
        work.key = Some(key_values(value)?);
    }
    Ok(work)
}

fn update_work(
    value: &dyn Columns,
    baseline: &dyn Columns,
    columns: ColumnSet,
    ticket: Ticket,
) -> Result<Option<Work>> {
    let table = value.table();
    if columns.is_empty() {
        return Ok(None);
    }
    let mut work = empty(table, ticket, Kind::Update, columns);
    for column in table.layout.references.intersection(columns).iter() {
        work.refers
            .extend(referent(value, column)?.map(|referent| (column, referent)));
        work.referred
            .extend(referred(baseline, column)?.map(|key| (column, key)));
    }
    if let [key] = table.primary_key
        && columns.contains(*key)
    {
        if !is_assigned(value)? {
            return Err(unassigned(baseline, *key));
        }
        work.rekey = Some((column_value(baseline, *key)?, column_value(value, *key)?));
    }
    Ok(Some(work))
}

/// A new struct was put in the place of a stored one, and its key was forgotten.
#[cold]
fn unassigned(stored: &dyn Columns, column: usize) -> Error {
    let table = stored.table();
    let key = key_values(stored).unwrap_or_default();
    Error::misuse(format!(
        "row `{}` {} would lose its key: 0 in `{}` stands for one that the database has yet to assign",
        table.name(),
        describe::key(table, &key),
        table.columns[column].name
    ))
}

fn delete_work(stored: &dyn Columns, ticket: Ticket) -> Result<Work> {
    let table = stored.table();
    let mut work = empty(table, ticket, Kind::Delete, ColumnSet::EMPTY);
    for column in table.layout.references.iter() {
        work.referred
            .extend(referred(stored, column)?.map(|key| (column, key)));
    }
    work.key = Some(key_values(stored)?);
    Ok(work)
}

fn empty(table: &'static TableDef, ticket: Ticket, kind: Kind, columns: ColumnSet) -> Work {
    Work {
        table,
        ticket,
        kind,
        columns,
        links: None,
    }
}

fn referent(value: &dyn Columns, column: usize) -> Result<Option<Referent>> {
    Ok(match column_value(value, column)? {
        Value::Null => None,
        Value::Pending(ticket) => Some(Referent::Pending(ticket)),
        key => Some(Referent::Key(key)),
    })
}

fn referred(stored: &dyn Columns, column: usize) -> Result<Option<Value>> {
    Ok(match column_value(stored, column)? {
        Value::Null | Value::Pending(_) => None,
        key => Some(key),
    })
}
