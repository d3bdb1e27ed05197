//! Keys that changed, and what refers to them: followed in memory as the database follows them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::arena::Arena;
use super::bind::read_row;
use super::keys::column_value;
use super::moment::Moment;
use super::plan::{Address, Work};
use super::state::Life;
use crate::engine::Lease;
use crate::error::Result;
use crate::model::Model;
use crate::schema::{Action, ColumnSet, MOST_HOPS, Reference, TableDef};
use crate::value::Value;

/// The columns that a flush wrote, by model and slot.
#[derive(Debug, Default)]
pub(super) struct Written(FxHashMap<(u32, u32), ColumnSet>);

impl Written {
    pub(super) fn by(works: &[Work]) -> Self {
        let columns = works
            .iter()
            .map(|work| ((work.ticket.model, work.ticket.index), work.columns));
        Written(columns.collect())
    }

    pub(super) fn contains(&self, model: u32, slot: u32, column: usize) -> bool {
        let columns = self.0.get(&(model, slot));
        columns.is_some_and(|columns| columns.contains(column))
    }
}

/// The keys of one table that changed.
pub(super) struct Rekeys<'a> {
    parent: &'static TableDef,
    new_by_old: FxHashMap<Address<'a>, &'a Value>,
    new: FxHashSet<Address<'a>>,
    written: &'a Written,
}

impl<'a> Rekeys<'a> {
    pub(super) fn new(
        parent: &'static TableDef,
        keys: &'a [(Value, Value)],
        written: &'a Written,
    ) -> Self {
        let address = |key| Address::of_key(parent, key);
        let changed = keys.iter().filter(|(old, new)| old != new);
        Rekeys {
            parent,
            new_by_old: changed.map(|(old, new)| (address(old), new)).collect(),
            new: keys.iter().map(|(_, new)| address(new)).collect(),
            written,
        }
    }

    /// What a row's reference has become.
    fn now(&self, old: &Value, model: u32, slot: u32, column: usize) -> Option<&'a Value> {
        let address = Address::of_key(self.parent, old);
        let new = self.new_by_old.get(&address).copied()?;
        let meant = self.new.contains(&address) && self.written.contains(model, slot, column);
        (!meant).then_some(new)
    }
}

/// Whether the key of a table is a reference that takes over the keys of `parent`.
fn inherits(table: &'static TableDef, parent: &'static TableDef, hops: usize) -> bool {
    if std::ptr::eq(table, parent) {
        return true;
    }
    let [key] = table.primary_key else {
        return false;
    };
    table.columns[*key].references.is_some_and(|reference| {
        reference.on_update == Action::Cascade
            && hops > 0
            && inherits((reference.table)(), parent, hops - 1)
    })
}

impl<M: Model> Arena<M> {
    /// Rows whose references the database has changed with the keys they refer to, be it through rows
    /// whose keys are such references themselves.
    pub(super) fn follow_rekey(
        &mut self,
        rekeys: &Rekeys<'_>,
        lease: &Lease,
        moment: Moment,
    ) -> Result<()> {
        for (column, definition) in M::table().columns.iter().enumerate() {
            let Some(reference) = definition.references else {
                continue;
            };
            if !inherits((reference.table)(), rekeys.parent, MOST_HOPS) {
                continue;
            }
            let slots = self.take_over(column, reference, rekeys, lease, moment)?;
            if !M::table().layout.read_back_on_update.is_empty() {
                self.read_generated(&slots, lease, moment)?;
            }
            if M::table().primary_key.contains(&column) {
                for index in slots {
                    self.map(index, moment)?;
                }
            }
        }
        Ok(())
    }

    /// Gives one column of all rows the keys that it refers to now; which rows.
    fn take_over(
        &mut self,
        column: usize,
        reference: Reference,
        rekeys: &Rekeys<'_>,
        lease: &Lease,
        moment: Moment,
    ) -> Result<Vec<u32>> {
        let mut changed = Vec::new();
        for index in 0..self.places() {
            let slot = &self.slots[index as usize];
            let (Life::Persistent | Life::Doomed, Some(stored)) = (slot.life, slot.stored()) else {
                continue;
            };
            let old = column_value(stored, column)?;
            let Some(new) = rekeys.now(&old, M::model_id(), index, column) else {
                continue;
            };
            let fresh = match reference.on_update {
                Action::NoAction | Action::Restrict => return Ok(changed),
                Action::Cascade => new.clone(),
                Action::SetNull => Value::Null,
                // The default is the database's.
                Action::SetDefault => match read_row::<M>(lease, &stored.key())? {
                    Some(fresh) => column_value(&fresh, column)?,
                    None => continue,
                },
            };
            if M::table().primary_key.contains(&column) {
                self.unmap(index);
            }
            self.follow_set(column, vec![index], &fresh, moment)?;
            changed.push(index);
        }
        Ok(changed)
    }

    /// Reads rows again whose generated columns may have changed with the reference.
    fn read_generated(&mut self, slots: &[u32], lease: &Lease, moment: Moment) -> Result<()> {
        for index in slots {
            let key = self.slots[*index as usize].value.as_ref().map(M::key);
            let fresh = key.map(|key| read_row::<M>(lease, &key)).transpose()?;
            if let Some(fresh) = fresh.flatten() {
                self.overwrite(*index, fresh, moment);
            }
        }
        Ok(())
    }
}
