//! Updates that write the same columns, one after the other.
//!
//! What one row after the other would decide anew is decided once: the statement, and that nothing of
//! the row hangs together with other rows of the flush.

use super::arena::Arena;
use super::bind::{Binder, Held};
use super::guarded::guard;
use super::io::Io;
use super::keys::NO_KEYS;
use super::plan::{Step, Work};
use super::slot::Slot;
use super::staged::{Done, Staged};
use crate::error::Result;
use crate::model::Model;
use crate::schema::{ColumnSet, Shape};

impl<M: Model> Arena<M> {
    /// Writes the rows of the first steps as long as they are plain updates of the same columns; how many
    /// they were. A row that is not found is left to be written by itself, which tells why.
    pub(super) fn update_alike(
        &mut self,
        steps: &[Step],
        io: &mut Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<usize> {
        let Some(Step::Update { work }) = steps.first() else {
            return Ok(0);
        };
        let first = &io.works[*work];
        let set = first.columns;
        if !self.writes_plainly(set, io) {
            return Ok(0);
        }
        let guard_of = |slot: &Slot<M>| guard(slot, set, None, io.era);
        let guard = guard_of(&self.slots[first.ticket.index as usize]);
        let shape = Shape::Update { set, guard };
        let mut prepared = held.get(M::model_id(), M::table(), shape)?.prepared();
        let mut done = 0;
        for step in steps {
            let Some(work) = plain_update(*step, set, io) else {
                break;
            };
            let slot = &self.slots[work.ticket.index as usize];
            let (Some(value), Some(stored)) = (&slot.value, &slot.baseline) else {
                break;
            };
            if guard_of(slot) != guard {
                break;
            }
            let mut binder = Binder::new(&mut prepared, &NO_KEYS);
            binder.columns(value, set)?;
            for column in M::table().primary_key {
                binder.column(&**stored, *column)?;
            }
            binder.columns(&**stored, guard)?;
            let changed = prepared.execute();
            if changed.map_err(|error| self.explain(error, *step, io))? == 0 {
                break;
            }
            self.staged.push(Staged::new(
                work.ticket.index,
                Done::Updated,
                None,
                Vec::new(),
            ));
            done += 1;
        }
        Ok(done)
    }

    /// Whether an UPDATE of these columns is all there is to do with a row.
    fn writes_plainly(&self, set: ColumnSet, io: &Io<'_>) -> bool {
        let table = M::table();
        let stamped = table.version().is_some() || !M::ON_UPDATE.is_empty();
        let keys = table.primary_key.iter();
        !stamped
            && table.layout.read_back_on_update.is_empty()
            && !set.is_empty()
            && !keys.copied().any(|key| set.contains(key))
            && io.plan.is_direct()
            && !io.has_moved()
            && !self.inserted.any()
    }
}

/// The row of an update of these columns, if they refer to nothing.
fn plain_update<'w>(step: Step, set: ColumnSet, io: &Io<'w>) -> Option<&'w Work> {
    let Step::Update { work } = step else {
        return None;
    };
    let work = &io.works[work];
    let alone = match &work.links {
        None => true,
        Some(links) => links.refers.is_empty() && links.rekey.is_none(),
    };
    (alone && work.columns == set).then_some(work)
}
