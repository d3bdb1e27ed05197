//! Updates that write the same columns, one after the other.
//!
//! What one row after the other would decide anew is decided once: the statement, and that nothing of
//! the row hangs together with other rows of the flush. Where a flush has nothing else to write, it needs
//! no plan.

use rustc_hash::FxHashSet;

use super::arena::Arena;
use super::bind::{Binder, Held};
use super::guarded::guard;
use super::io::Io;
use super::keys::{Keys, NO_KEYS};
use super::moment::Moment;
use super::plan::{Kind, Plan, Step, Work, unique_constraints};
use super::staged::{Done, Staged};
use super::state::Life;
use crate::engine::{Lease, Prepared};
use crate::error::Result;
use crate::model::Model;
use crate::schema::{ColumnSet, Shape};
use crate::value::Ticket;

/// What a flush writes, where it only updates the same columns of rows of one model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    /// The columns.
    columns: ColumnSet,
    /// How many rows.
    pub(super) rows: usize,
    /// Whether the structs hold what their rows do afterwards: nothing was rounded.
    pub(super) is_exact: bool,
}

impl<M: Model> Arena<M> {
    /// Whether all that was touched is to be updated in the same columns, in rows that do not wait for
    /// each other.
    pub(super) fn alike(&self) -> Option<Alike> {
        let (first, others) = self.changed.split_first()?;
        // Entries that count no more are left to the plan.
        if self.unlisted > 0 || M::table().view {
            return None;
        }
        let columns = self.differing(*first)?;
        if !writes_plainly::<M>(columns)
            || !columns
                .intersection(M::table().layout.references)
                .is_empty()
        {
            return None;
        }
        // What one row frees another one may take.
        let unique = || unique_constraints(M::table()).concat();
        if !others.is_empty() && unique().iter().any(|column| columns.contains(*column)) {
            return None;
        }
        let mut others = others.iter();
        let alike = others.all(|index| self.differing(*index) == Some(columns));
        alike.then_some(Alike {
            columns,
            rows: self.changed.len(),
            is_exact: M::table().layout.rounded.is_empty(),
        })
    }

    /// The columns in which a row differs from what the database has.
    #[inline]
    fn differing(&self, index: u32) -> Option<ColumnSet> {
        let slot = &self.slots[index as usize];
        match (slot.life, &slot.value, &slot.baseline) {
            (Life::Persistent, Some(value), Some(stored)) => Some(value.diff(stored)),
            _ => None,
        }
    }

    /// Writes all rows that were touched; nothing is put aside.
    pub(super) fn update_alike(
        &mut self,
        Alike { columns, .. }: Alike,
        session: u32,
        lease: &Lease<'_>,
        era: u32,
    ) -> Result<()> {
        let mut done = 0;
        while let Some(&index) = self.changed.get(done) {
            let rest = self.changed[done..].iter().copied();
            let written = self.update_rows(rest, columns, era, lease)?;
            if written == 0 {
                let ticket = Ticket {
                    session,
                    model: M::model_id(),
                    index,
                    generation: self.slots[index as usize].generation,
                };
                self.update_alone(ticket, columns, lease, era)?;
            }
            done += written.max(1);
        }
        Ok(())
    }

    /// Writes a row that was not found at once, or tells why it is not there.
    #[cold]
    fn update_alone(
        &mut self,
        ticket: Ticket,
        columns: ColumnSet,
        lease: &Lease<'_>,
        era: u32,
    ) -> Result<()> {
        let works = [Work {
            table: M::table(),
            ticket,
            kind: Kind::Update,
            columns,
            links: None,
        }];
        let (plan, mut keys, wanted) = (Plan::default(), Keys::default(), FxHashSet::default());
        let mut io = Io::new(lease, (&works, &plan), (&mut keys, &wanted), era);
        let written = self.step(Step::Update { work: 0 }, &mut io, &mut Held::new(lease));
        // It is settled with the others, by the list of what was touched.
        self.discard_staged();
        written.map_err(|error| self.explain(error, &works[0]))
    }

    /// Applies to memory what [`update_alike`](Arena::update_alike) has written.
    pub(super) fn settle_alike(&mut self, moment: Moment) -> Result<()> {
        self.undo.reserve(self.changed.len());
        for place in 0..self.changed.len() {
            let row = Staged::new(self.changed[place], Done::Updated, None, Vec::new());
            self.settle_row(row, moment)?;
        }
        self.unlist_all();
        Ok(())
    }

    /// The same of what is committed already, and exact: nothing can undo it, and nothing can fail. No code
    /// of the program is run before memory is as the database is.
    pub(super) fn settle_committed(&mut self, era: u32) {
        let left = self.copies.left();
        // The last copy is used first: each row finds the room of its own.
        for index in self.changed.iter().rev() {
            let slot = &mut self.slots[*index as usize];
            slot.era = era;
            if let Some(copy) = slot.baseline.take() {
                self.copies.take_back(copy);
            }
        }
        self.unlist_all();
        self.copies.sort_out(left);
    }

    /// Writes the rows of the first steps as long as they are plain updates of the same columns; how many
    /// they were. A row that is not found is left to be written by itself, which tells why.
    pub(super) fn update_run(
        &mut self,
        steps: &[Step],
        io: &mut Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<usize> {
        let Some(Step::Update { work }) = steps.first() else {
            return Ok(0);
        };
        let columns = io.works[*work].columns;
        let direct = io.plan.is_direct() && !io.has_moved() && !self.inserted.any();
        if !direct || !writes_plainly::<M>(columns) {
            return Ok(0);
        }
        let rows = || {
            steps
                .iter()
                .map_while(|step| plain_update(*step, columns, io))
        };
        held.give_back();
        let written = self.update_rows(rows(), columns, io.era, io.lease)?;
        for index in rows().take(written) {
            self.staged
                .push(Staged::new(index, Done::Updated, None, Vec::new()));
        }
        Ok(written)
    }

    /// Writes rows as long as one is found, and compares the same old values as the first; how many they
    /// were.
    fn update_rows(
        &self,
        rows: impl Iterator<Item = u32> + Clone,
        columns: ColumnSet,
        era: u32,
        lease: &Lease<'_>,
    ) -> Result<usize> {
        let Some(first) = rows.clone().next() else {
            return Ok(0);
        };
        let guard = guard(&self.slots[first as usize], columns, None, era);
        let shape = Shape::Update {
            set: columns,
            guard,
        };
        let mut written = 0;
        lease.with_statement(M::model_id(), M::table(), shape, &mut |prepared| {
            written = self.write_rows(prepared, rows.clone(), columns, guard, era)?;
            Ok(())
        })?;
        Ok(written)
    }

    /// Writes them with the statement, which compares the old values of `compared`.
    fn write_rows(
        &self,
        prepared: &mut Prepared<'_, '_>,
        rows: impl Iterator<Item = u32>,
        columns: ColumnSet,
        compared: ColumnSet,
        era: u32,
    ) -> Result<usize> {
        let mut written = 0;
        for index in rows {
            let slot = &self.slots[index as usize];
            let (Some(value), Some(stored)) = (&slot.value, &slot.baseline) else {
                break;
            };
            if guard(slot, columns, None, era) != compared {
                break;
            }
            let mut binder = Binder::new(prepared, &NO_KEYS);
            binder.columns(value, columns)?;
            for column in M::table().primary_key {
                binder.column(&**stored, *column)?;
            }
            binder.columns(&**stored, compared)?;
            let changed = prepared.execute();
            if changed.map_err(|error| self.explain_update(error, index))? == 0 {
                break;
            }
            written += 1;
        }
        Ok(written)
    }
}

/// Whether an UPDATE of these columns is all there is to do with a row.
fn writes_plainly<M: Model>(columns: ColumnSet) -> bool {
    let table = M::table();
    let stamped = table.version().is_some() || !M::ON_UPDATE.is_empty();
    let keys = table.primary_key.iter();
    !stamped
        && table.layout.read_back_on_update.is_empty()
        && !columns.is_empty()
        && !keys.copied().any(|key| columns.contains(key))
}

/// The slot of an update of these columns, if they refer to nothing.
fn plain_update(step: Step, columns: ColumnSet, io: &Io<'_>) -> Option<u32> {
    let Step::Update { work } = step else {
        return None;
    };
    let work = &io.works[work];
    let alone = match &work.links {
        None => true,
        Some(links) => links.refers.is_empty() && links.rekey.is_none(),
    };
    (alone && work.columns == columns).then_some(work.ticket.index)
}
