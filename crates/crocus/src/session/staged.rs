//! What a running flush has written to the database and not yet to memory.
//!
//! A flush touches no slot before its last statement has succeeded: when one fails, what is staged
//! is dropped, and memory is as it was before.

use super::arena::Arena;
use super::keys::{column_value, in_column};
use super::moment::Moment;
use super::state::{Event, Life};
use crate::error::Result;
use crate::model::{ColumnSet, Model};
use crate::schema::{TableDef, Written};
use crate::value::{Format, Value};

/// One row that was written.
pub(super) struct Staged<M> {
    pub(super) slot: u32,
    pub(super) done: Done,
    /// The struct as it was written, where writing changed it (`on_update`).
    pub(super) written: Option<Box<M>>,
    /// Values that the struct gets: assigned keys, resolved references, versions, what the database
    /// wrote.
    pub(super) values: Vec<(usize, Value)>,
    /// Whether the row is found under another key than before.
    pub(super) rekeyed: bool,
    /// The key that the database assigned.
    pub(super) rowid: Option<i64>,
}

impl<M> Staged<M> {
    pub(super) fn new(
        slot: u32,
        done: Done,
        written: Option<M>,
        values: Vec<(usize, Value)>,
        rowid: Option<i64>,
    ) -> Self {
        let rekeyed = done == Done::Deleted;
        Staged {
            slot,
            done,
            written: written.map(Box::new),
            values,
            rekeyed,
            rowid,
        }
    }
}

/// What was done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Inserted,
    Updated,
    Deleted,
}

impl<M: Model> Arena<M> {
    /// Applies what the flush has written: values, keys, lives; with undo images.
    pub(super) fn settle(&mut self, moment: Moment) -> Result<()> {
        // Keys that go away first: another row of this flush may have taken them over.
        let staged = std::mem::take(&mut self.staged);
        let rounded = rounded_columns(M::table());
        let inserted = staged
            .iter()
            .filter(|entry| entry.done == Done::Inserted)
            .count();
        self.by_key.reserve(inserted);
        self.undo.reserve(staged.len());
        for entry in &staged {
            if entry.rekeyed {
                self.unmap(entry.slot);
            }
        }
        for entry in staged {
            match entry.done {
                Done::Inserted => {
                    self.settle_values(&entry.values, entry.slot, entry.written, entry.rowid)?;
                    self.settle_rounded(entry.slot, rounded)?;
                    self.log_added(entry.slot, moment);
                    let slot = &mut self.slots[entry.slot as usize];
                    slot.life = slot.life.after(Event::Written)?;
                    slot.era = moment.era;
                    self.map(entry.slot, moment)?;
                }
                Done::Updated => {
                    let baseline = self.slots[entry.slot as usize].baseline.take();
                    self.log_image(entry.slot, moment, baseline);
                    self.settle_values(&entry.values, entry.slot, entry.written, entry.rowid)?;
                    self.settle_rounded(entry.slot, rounded)?;
                    let slot = &mut self.slots[entry.slot as usize];
                    slot.life = slot.life.after(Event::Written)?;
                    slot.era = moment.era;
                    if entry.rekeyed {
                        self.map(entry.slot, moment)?;
                    }
                }
                Done::Deleted => {
                    let baseline = self.slots[entry.slot as usize].baseline.take();
                    self.log_image(entry.slot, moment, baseline);
                    let slot = &mut self.slots[entry.slot as usize];
                    slot.life = slot.life.after(Event::RowDeleted)?;
                }
            }
        }
        self.settle_unchanged();
        Ok(())
    }

    /// What was touched and set back, or deleted, needs no baseline any more.
    fn settle_unchanged(&mut self) {
        for index in std::mem::take(&mut self.changed) {
            let slot = &mut self.slots[index as usize];
            slot.listed = false;
            // The struct of a deleted row may be edited; a rollback needs what it was.
            if !matches!(slot.life, Life::Pending | Life::Deleted) {
                slot.baseline = None;
            }
        }
    }

    fn settle_values(
        &mut self,
        values: &[(usize, Value)],
        index: u32,
        written: Option<Box<M>>,
        rowid: Option<i64>,
    ) -> Result<()> {
        let slot = &mut self.slots[index as usize];
        if let Some(written) = written {
            slot.value = Some(*written);
        }
        let Some(value) = slot.value.as_mut() else {
            return Ok(());
        };
        if let (Some(rowid), [key]) = (rowid, M::table().primary_key) {
            let rowid = Value::Integer(rowid);
            value
                .write_back(*key, rowid.as_ref())
                .map_err(|fault| in_column::<M>(*key, fault))?;
        }
        for (column, stored) in values {
            value
                .write_back(*column, stored.as_ref())
                .map_err(|fault| in_column::<M>(*column, fault))?;
        }
        Ok(())
    }

    fn settle_rounded(&mut self, index: u32, columns: ColumnSet) -> Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        match self.slots[index as usize].value.as_mut() {
            Some(value) => round_columns(value, columns),
            None => Ok(()),
        }
    }

    fn unmap(&mut self, index: u32) {
        if let Some(stored) = self.slots[index as usize].stored() {
            let key = stored.key();
            if self.by_key.get(&key) == Some(&index) {
                self.by_key.remove(&key);
            }
        }
    }

    fn map(&mut self, index: u32, moment: Moment) -> Result<()> {
        let Some(key) = self.slots[index as usize].value.as_ref().map(Model::key) else {
            return Ok(());
        };
        match self.by_key.insert(key, index) {
            // Its row must have gone unnoticed: one key is one row, and one row is one entity.
            Some(former) if former != index => self.bury(former, moment),
            _ => Ok(()),
        }
    }
}

/// The struct holds what its row holds, also where a column stores less than the type can say.
pub(super) fn round<M: Model>(value: &mut M) -> Result<()> {
    round_columns(value, rounded_columns(M::table()))
}

fn round_columns<M: Model>(value: &mut M, columns: ColumnSet) -> Result<()> {
    for column in columns.iter() {
        let stored = column_value(value, column)?;
        value
            .write_back(column, stored.as_ref())
            .map_err(|fault| in_column::<M>(column, fault))?;
    }
    Ok(())
}

/// Times are stored to the microsecond, and can be finer in a struct; decimals have the digits of
/// their column, and `0` is `0.00` there.
fn rounded_columns(table: &TableDef) -> ColumnSet {
    let mut rounded = ColumnSet::EMPTY;
    for (position, column) in table.columns.iter().enumerate() {
        let client = column.written == Written::Client;
        let time = matches!(column.declared.name, "DATETIME" | "TIME");
        let decimal = matches!(column.format, Format::Decimal { .. });
        rounded.put(position, client && (time || decimal));
    }
    rounded
}
