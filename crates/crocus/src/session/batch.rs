//! Many new rows of one model in one INSERT.
//!
//! The keys that the database assigns are known without RETURNING: each is greater than all before it
//! ([one more than the largest](https://www.sqlite.org/autoinc.html)), so when the last of `n` rows got
//! the key `n` above the row before them, the keys are consecutive. Where they are not, because a
//! trigger inserts into the same table, and where a row is refused, of which SQLite does not say
//! which it was, the flush starts again row by row.

use super::arena::Arena;
use super::bind::{Binder, Held};
use super::io::{Batches, Io, resolved};
use super::plan::{Referent, Step};
use super::staged::{Done, Staged};
use super::version::Version;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::schema::{ColumnSet, Shape};

/// How many rows go into one statement. Fewer than that are inserted one by one.
const ROWS: usize = 64;

impl<M: Model> Arena<M> {
    /// Inserts the rows of the first steps in one statement; how many they were, or 0 where that is
    /// not possible.
    pub(super) fn insert_batch(
        &mut self,
        steps: &[Step],
        io: &mut Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<usize> {
        let Some(steps) = steps.get(..ROWS) else {
            return Ok(0);
        };
        let layout = &M::table().layout;
        let (Some(Step::Insert { work: first }), Batches::Allowed) = (steps.first(), io.batches)
        else {
            return Ok(0);
        };
        let columns = io.works[*first].columns;
        let assigned = layout.assigns_key && io.works[*first].key.is_none();
        let before = match self.staged.last().map(Staged::done) {
            Some(Done::InsertedAt(rowid)) => rowid,
            _ if !assigned => 0,
            _ => return Ok(0),
        };
        let alike = |step: &Step| is_alike(step, columns, io);
        if !layout.read_back_on_insert.is_empty() || !steps.iter().all(alike) {
            return Ok(0);
        }
        io.batches = Batches::Failed;
        let versions = self.insert_rows(steps, columns, io, held)?;
        let count = i64::try_from(ROWS).unwrap_or(i64::MAX);
        if assigned && before.checked_add(count) != Some(io.lease.last_insert_rowid()) {
            return Err(Error::misuse("the keys of a batch are not consecutive"));
        }
        io.batches = Batches::Allowed;
        for ((step, version), rowid) in steps.iter().zip(versions).zip(before.saturating_add(1)..) {
            let work = &io.works[step.work()];
            let assigned = assigned.then_some(rowid);
            if work.links.is_none() && version.is_none() && io.wanted.is_empty() {
                let done = Done::inserted(assigned);
                self.stage(Staged::new(work.ticket.index, done, None, Vec::new()));
                continue;
            }
            let mut values = resolved(work, ColumnSet::EMPTY, io.keys);
            Version::put_in(version, &mut values);
            self.stage_inserted(work, assigned, None, values, io)?;
        }
        Ok(ROWS)
    }

    /// One statement for all rows; their first versions.
    fn insert_rows(
        &mut self,
        steps: &[Step],
        columns: ColumnSet,
        io: &Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<Vec<Option<Version>>> {
        let mut versions = Vec::with_capacity(steps.len());
        let shape = Shape::InsertMany(columns, steps.len());
        let mut prepared = held.get(M::model_id(), M::table(), shape)?.prepared();
        let mut binder = Binder::new(&mut prepared, io.keys);
        for step in steps {
            let index = io.works[step.work()].ticket.index as usize;
            if let Some(value) = &self.slots[index].value {
                let version = Version::first(value)?;
                binder.row(value, columns, ColumnSet::EMPTY, version.as_ref())?;
                versions.push(version);
            }
        }
        binder.prepared.execute()?;
        Ok(versions)
    }
}

/// An insert of these columns that waits for no other row.
fn is_alike(step: &Step, columns: ColumnSet, io: &Io<'_>) -> bool {
    let Step::Insert { work } = *step else {
        return false;
    };
    let row = &io.works[work];
    // Without its key among the columns, the database assigns it.
    row.columns == columns
        && io.plan.postponed(work).is_empty()
        && row.refers.iter().all(|(_, referent)| match referent {
            Referent::Pending(ticket) => io.keys.contains_key(ticket),
            Referent::Key(_) => true,
        })
}
