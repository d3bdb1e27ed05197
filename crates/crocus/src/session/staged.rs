//! What a running flush has written to the database and not yet to memory.
//!
//! A flush touches no slot before its last statement has succeeded: when one fails, what is staged
//! is dropped, and memory is as it was before.

use rustc_hash::FxHashSet;

use super::arena::Arena;
use super::keys::{column_value, done};
use super::moment::Moment;
use super::state::{Event, Life};
use crate::error::Result;
use crate::model::Model;
use crate::value::Value;

/// The keys of the rows that the running flush has inserted.
#[derive(Debug)]
pub(super) struct Inserted<K> {
    keys: FxHashSet<K>,
    /// Those that the database assigned.
    rowids: FxHashSet<i64>,
    /// How many of the staged rows have been looked at.
    seen: usize,
    /// Whether there are any.
    any: bool,
}

impl<K> Default for Inserted<K> {
    fn default() -> Self {
        Inserted {
            keys: FxHashSet::default(),
            rowids: FxHashSet::default(),
            seen: 0,
            any: false,
        }
    }
}

impl<K> Inserted<K> {
    /// Whether the running flush has inserted rows.
    pub(super) fn any(&self) -> bool {
        self.any
    }
}

/// One row that was written.
pub(super) struct Staged<M> {
    slot: u32,
    done: Done,
    /// What most rows have nothing of; a flush of many rows stays small.
    news: Option<Box<News<M>>>,
}

/// What writing a row changed in its struct.
struct News<M> {
    /// The struct as it was written (`on_update`), or as the database returned it.
    written: Option<M>,
    /// Resolved references, versions.
    values: Vec<(usize, Value)>,
}

impl<M> Staged<M> {
    pub(super) fn new(
        slot: u32,
        done: Done,
        written: Option<M>,
        values: Vec<(usize, Value)>,
    ) -> Self {
        let news = written.is_some() || !values.is_empty();
        Staged {
            slot,
            done,
            news: news.then(|| Box::new(News { written, values })),
        }
    }

    pub(super) fn done(&self) -> Done {
        self.done
    }
}

/// What was done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Inserted,
    /// Inserted, with this key assigned by the database.
    InsertedAt(i64),
    Updated,
    /// Updated, its key too.
    Rekeyed,
    /// What was postponed when it was written is written too.
    Patched,
    Deleted,
}

impl Done {
    /// A row that was inserted, with the key that the database assigned, if it did.
    pub(super) fn inserted(assigned: Option<i64>) -> Self {
        assigned.map_or(Done::Inserted, Done::InsertedAt)
    }
}

impl<M: Model> Arena<M> {
    /// Whether the row of an entity was deleted by others, and its key is now that of a row which this
    /// flush inserted.
    ///
    /// SQLite gives a key [again](https://www.sqlite.org/autoinc.html) once its row is gone.
    pub(super) fn was_taken_over(&mut self, index: u32) -> Result<bool> {
        if !self.inserted.any {
            return Ok(false);
        }
        for place in self.inserted.seen..self.staged.len() {
            let entry = &self.staged[place];
            let slot = &self.slots[entry.slot as usize];
            match (entry.done, &slot.value) {
                (Done::InsertedAt(rowid), _) => {
                    self.inserted.rowids.insert(rowid);
                }
                (Done::Inserted, Some(value)) => {
                    self.inserted.keys.insert(value.key());
                }
                _ => {}
            }
        }
        self.inserted.seen = self.staged.len();
        let Some(stored) = self.slots[index as usize].stored() else {
            return Ok(false);
        };
        if !self.inserted.keys.is_empty() && self.inserted.keys.contains(&stored.key()) {
            return Ok(true);
        }
        match M::table().primary_key {
            [key] if !self.inserted.rowids.is_empty() => Ok(match column_value(stored, *key)? {
                Value::Integer(key) => self.inserted.rowids.contains(&key),
                _ => false,
            }),
            _ => Ok(false),
        }
    }

    pub(super) fn stage(&mut self, row: Staged<M>) {
        self.inserted.any |= matches!(row.done, Done::Inserted | Done::InsertedAt(_));
        self.staged.push(row);
    }

    pub(super) fn discard_staged(&mut self) {
        self.staged.clear();
        self.inserted = Inserted::default();
    }

    /// Applies what the flush has written: values, keys, lives; with undo images.
    pub(super) fn settle(&mut self, moment: Moment) -> Result<()> {
        // Keys that go away first: another row of this flush may have taken them over.
        let mut staged = std::mem::take(&mut self.staged);
        self.inserted = Inserted::default();
        let mut inserted = 0;
        for entry in &staged {
            inserted += usize::from(matches!(entry.done, Done::Inserted | Done::InsertedAt(_)));
        }
        self.by_key.reserve(inserted);
        self.undo.reserve(staged.len() - inserted);
        for entry in &staged {
            if matches!(entry.done, Done::Rekeyed | Done::Deleted) {
                self.unmap(entry.slot);
            }
        }
        staged.reverse();
        while let Some(entry) = staged.pop() {
            self.settle_row(entry, moment)?;
        }
        self.settle_unchanged()
    }

    pub(super) fn settle_row(&mut self, entry: Staged<M>, moment: Moment) -> Result<()> {
        let index = entry.slot;
        match entry.done {
            Done::Patched => return self.settle_values(index, entry.news),
            Done::Inserted | Done::InsertedAt(_) => {
                self.settle_values(index, entry.news)?;
                if let (Done::InsertedAt(rowid), [key]) = (entry.done, M::table().primary_key) {
                    self.write_back(index, *key, &Value::Integer(rowid))?;
                }
                self.log_added(index, moment);
            }
            Done::Updated | Done::Rekeyed => {
                let baseline = self.slots[index as usize].baseline.take();
                self.log_image(index, moment, baseline);
                self.settle_values(index, entry.news)?;
            }
            Done::Deleted => {
                let baseline = self.slots[index as usize].baseline.take();
                self.log_image(index, moment, baseline);
                let slot = &mut self.slots[index as usize];
                slot.life = slot.life.after(Event::RowDeleted)?;
                return Ok(());
            }
        }
        let slot = &mut self.slots[index as usize];
        if let (false, Some(value)) = (M::table().layout.rounded.is_empty(), &mut slot.value) {
            round(value)?;
        }
        slot.life = slot.life.after(Event::Written)?;
        slot.era = moment.era;
        match entry.done {
            Done::Updated => Ok(()),
            _ => self.map(index, moment),
        }
    }

    /// What was touched and set back, or deleted, needs no baseline any more.
    fn settle_unchanged(&mut self) -> Result<()> {
        for index in self.take_listed() {
            let slot = &mut self.slots[index as usize];
            // The struct of a deleted row may be edited; a rollback needs what it was.
            if matches!(slot.life, Life::Pending | Life::Deleted) {
                continue;
            }
            if let Some(baseline) = slot.baseline.take() {
                // What the database generates is not changed by the program.
                for column in M::table().layout.read_back_on_update.iter() {
                    self.write_back(index, column, &column_value(&*baseline, column)?)?;
                }
            }
        }
        Ok(())
    }

    fn settle_values(&mut self, index: u32, news: Option<Box<News<M>>>) -> Result<()> {
        let Some(news) = news else { return Ok(()) };
        if let Some(written) = news.written {
            self.slots[index as usize].value = Some(written);
        }
        for (column, stored) in &news.values {
            self.write_back(index, *column, stored)?;
        }
        Ok(())
    }

    fn write_back(&mut self, index: u32, column: usize, stored: &Value) -> Result<()> {
        match self.slots[index as usize].value.as_mut() {
            Some(value) => done(
                M::table(),
                column,
                value.write_back(column, stored.as_ref()),
            ),
            None => Ok(()),
        }
    }

    pub(super) fn unmap(&mut self, index: u32) {
        if let Some(stored) = self.slots[index as usize].stored() {
            let key = stored.key();
            if self.by_key.get(&key) == Some(&index) {
                self.by_key.remove(&key);
            }
        }
    }

    pub(super) fn map(&mut self, index: u32, moment: Moment) -> Result<()> {
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
    for column in M::table().layout.rounded.iter() {
        let stored = column_value(value, column)?;
        done(
            M::table(),
            column,
            value.write_back(column, stored.as_ref()),
        )?;
    }
    Ok(())
}
