//! From steps to statements: inserts, updates and deletes of one model's rows.
//!
//! One prepared statement is held as long as the shape stays the same. What was written is staged;
//! no slot changes here.

use super::arena::Arena;
use super::bind::{Binder, Held, read_row, run};
use super::describe;
use super::guarded::{guard, guarded};
use super::io::{Io, resolved};
use super::keys::{Columns, column_value, done, key_values};
use super::plan::{Kind, Step, Work};
use super::staged::{Done, Staged};
use super::version::Version;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use crate::schema::{ColumnSet, Shape, TableDef};
use crate::value::Value;

impl<M: Model> Arena<M> {
    /// Writes a run of steps, all of this model.
    pub(super) fn persist(&mut self, steps: &[Step], io: &mut Io<'_>) -> Result<()> {
        let mut held = Held::new(io.lease);
        self.staged.reserve(steps.len());
        let mut rest = steps;
        while let Some((step, others)) = rest.split_first() {
            let batch = self.insert_batch(rest, io, &mut held)?;
            if batch > 0 {
                rest = &rest[batch..];
                continue;
            }
            let alike = self.update_run(rest, io, &mut held)?;
            if alike > 0 {
                rest = &rest[alike..];
                continue;
            }
            self.step(*step, io, &mut held)
                .map_err(|error| self.explain(error, &io.works[step.work()]))?;
            rest = others;
        }
        Ok(())
    }

    pub(super) fn step<'w>(
        &mut self,
        step: Step,
        io: &mut Io<'w>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let works: &'w [Work] = io.works;
        match step {
            Step::Insert { work } => self.insert(&works[work], io.plan.postponed(work), io, held),
            Step::Update { work } => {
                let (later, parked) = (io.plan.postponed(work), io.plan.parked(work));
                self.update(&works[work], later, parked, io, held)
            }
            Step::Delete { work } => self.delete(&works[work], io, held),
            Step::Replace { deleted, inserted } => {
                let (null, parked) = (io.plan.postponed(inserted), io.plan.parked(deleted));
                let works = (&works[deleted], &works[inserted]);
                self.replace(works, null, parked, io, held)
            }
            Step::Patch { work } => self.patch(&works[work], io.plan.postponed(work), io, held),
            Step::Park { work, column } => {
                let slot = &self.slots[works[work].ticket.index as usize];
                let old = slot.stored().map(|stored| column_value(stored, column));
                let place = parking_place(M::table(), column, old.transpose()?, work);
                self.park(&works[work], column, &place, io, held)
            }
            Step::Unlink { work, column } => {
                self.move_aside(&works[work], column, &Value::Null, io, held)
            }
        }
    }

    fn insert(
        &mut self,
        work: &Work,
        null: ColumnSet,
        io: &mut Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let table = M::table();
        let slot = &self.slots[work.ticket.index as usize];
        let Some(value) = slot.value.as_ref() else {
            return Ok(());
        };
        let version = Version::first(value)?;
        let mut prepared = held
            .get(M::model_id(), M::table(), Shape::Insert(work.columns))?
            .prepared();
        let mut binder = Binder::new(&mut prepared, io.keys);
        binder.row(value, work.columns, null, version.as_ref())?;
        let read_back = table.layout.read_back_on_insert;
        let written = run::<M>(binder.prepared, value, read_back)?.1;
        let assigned =
            (work.key.is_none() && table.assigns_key()).then(|| io.lease.last_insert_rowid());
        let mut values = resolved(work, null, io.keys);
        Version::put_in(version, &mut values);
        self.stage_inserted(work, assigned, written, values, io)
    }

    /// The row was inserted; others may wait for its key.
    pub(super) fn stage_inserted(
        &mut self,
        work: &Work,
        assigned: Option<i64>,
        written: Option<M>,
        values: Vec<(usize, Value)>,
        io: &mut Io<'_>,
    ) -> Result<()> {
        let index = work.ticket.index;
        if io.wanted.contains(&work.ticket) {
            let value = self.slots[index as usize].value.as_ref();
            let key = match (assigned, value, M::table().primary_key) {
                (Some(rowid), ..) => Value::Integer(rowid),
                (None, Some(value), [key]) => io.stored(value, *key)?,
                _ => Value::Null,
            };
            io.keys.insert(work.ticket, key);
        }
        let done = Done::inserted(assigned);
        self.stage(Staged::new(index, done, written, values));
        Ok(())
    }

    fn update<'w>(
        &mut self,
        work: &'w Work,
        later: ColumnSet,
        parked: ColumnSet,
        io: &mut Io<'w>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let taken_over = self.was_taken_over(work.ticket.index)?;
        let slot = &self.slots[work.ticket.index as usize];
        let (Some(value), Some(stored)) = (slot.value.as_ref(), slot.stored()) else {
            return Ok(());
        };
        if taken_over {
            return Err(stale(stored, work.columns));
        }
        let mut values = resolved(work, later, io.keys);
        let changed = work.columns.difference(later);
        let set = changed.union(parked).union(M::ON_UPDATE);
        let stamped = stamp(value, changed)?;
        let value = stamped.as_ref().unwrap_or(value);
        let version = Version::next(value, stored)?;
        let mut set = set;
        if let Some(version) = version.as_ref().filter(|version| !version.kept) {
            set = set.with(version.column);
        }
        // Nothing changed but what is postponed, or was set back.
        if work.columns.is_empty() || set.is_empty() {
            let slot = work.ticket.index;
            self.stage(Staged::new(slot, Done::Updated, None, values));
            return Ok(());
        }
        let guard = guard(slot, changed.difference(parked), version.as_ref(), io.era);
        let read_back = M::table().layout.read_back_on_update;
        let (rows, read) = guarded(stored, guard, io, |guard| {
            let shape = Shape::Update { set, guard };
            let mut prepared = held.get(M::model_id(), M::table(), shape)?.prepared();
            let mut binder = Binder::new(&mut prepared, io.keys);
            binder.row(value, set, ColumnSet::EMPTY, version.as_ref())?;
            binder.stored(stored, guard, io.now(work.ticket, stored))?;
            run::<M>(binder.prepared, value, read_back)
        })?;
        if rows == 0 {
            return Err(stale(stored, changed));
        }
        Version::put_in(version, &mut values);
        let rekeyed = self.note_key(work, changed, io)?;
        let (slot, written) = (work.ticket.index, read.or(stamped));
        let done = if rekeyed {
            Done::Rekeyed
        } else {
            Done::Updated
        };
        self.stage(Staged::new(slot, done, written, values));
        Ok(())
    }

    /// Whether the columns that were written are of the key, which is noted then.
    fn note_key<'w>(&self, work: &'w Work, written: ColumnSet, io: &mut Io<'w>) -> Result<bool> {
        let key = M::table().primary_key;
        if !key.iter().any(|key| written.contains(*key)) {
            return Ok(false);
        }
        if let ([key], Some(value)) = (key, &self.slots[work.ticket.index as usize].value) {
            let new = io.stored(value, *key)?;
            io.note_key(work, new);
        }
        Ok(true)
    }

    /// Columns that had to wait for another row; the row itself was written in this flush.
    fn patch<'w>(
        &mut self,
        work: &'w Work,
        columns: ColumnSet,
        io: &mut Io<'w>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let index = work.ticket.index;
        let slot = &self.slots[index as usize];
        let Some(value) = slot.value.as_ref() else {
            return Ok(());
        };
        let stored = slot.stored().filter(|_| work.kind == Kind::Update);
        let guard = match stored {
            Some(_) if slot.era != io.era && M::table().version().is_none() => columns,
            _ => ColumnSet::EMPTY,
        };
        let (rows, ()) = guarded(stored.unwrap_or(value), guard, io, |guard| {
            let set = columns;
            let shape = Shape::Update { set, guard };
            let mut prepared = held.get(M::model_id(), M::table(), shape)?.prepared();
            let mut binder = Binder::new(&mut prepared, io.keys);
            for column in columns.iter() {
                binder.column(value, column)?;
            }
            // The key as it is now, which an insert of this flush may just have assigned.
            for column in M::table().primary_key {
                let taken_over = match stored {
                    Some(stored) if !work.columns.contains(*column) => {
                        io.column_now(work.ticket, stored, *column)?
                    }
                    _ => None,
                };
                match (work.kind, io.keys.get(&work.ticket), taken_over) {
                    (Kind::Insert, Some(key), _) => binder.value(M::table(), key, *column)?,
                    (.., Some(key)) => binder.value(M::table(), &key, *column)?,
                    _ => binder.column(value, *column)?,
                }
            }
            if let Some(stored) = stored {
                for column in guard.iter() {
                    match io.column_now(work.ticket, stored, column)? {
                        Some(value) => binder.value(M::table(), &value, column)?,
                        None => binder.column(stored, column)?,
                    }
                }
            }
            Ok((binder.prepared.execute()?, ()))
        })?;
        if let (0, Some(stored)) = (rows, stored) {
            return Err(stale(stored, columns));
        }
        let late = resolved(work, work.columns.difference(columns), io.keys);
        self.stage(Staged::new(index, Done::Patched, None, late));
        Ok(())
    }

    /// Puts a value aside. It is overwritten before the flush ends, so a place that a constraint
    /// refuses will do where there is no other.
    fn park<'w>(
        &mut self,
        work: &'w Work,
        column: usize,
        place: &Value,
        io: &mut Io<'w>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let parked = self.move_aside(work, column, place, io, held);
        match parked.as_ref().map_err(Error::kind) {
            Err(ErrorKind::ForeignKey | ErrorKind::Check) => {
                let lease = io.lease;
                if io.broken.is_none() {
                    io.broken = Some(lease.broken_references()?);
                }
                lease.unchecked(|| self.move_aside(work, column, place, io, held))?;
            }
            _ => parked?,
        }
        if M::table().primary_key.contains(&column) {
            io.moved.push((work.ticket, column, place.clone()));
            io.note_key(work, place.clone());
        }
        Ok(())
    }

    /// Gives one column of a stored row another value, to be written or deleted later.
    fn move_aside(
        &mut self,
        work: &Work,
        column: usize,
        place: &Value,
        io: &mut Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let slot = &self.slots[work.ticket.index as usize];
        let Some(stored) = slot.stored() else {
            return Ok(());
        };
        let set = ColumnSet::EMPTY.with(column);
        let guard = if slot.era == io.era {
            ColumnSet::EMPTY
        } else {
            set
        };
        let (rows, ()) = guarded(stored, guard, io, |guard| {
            let mut prepared = held
                .get(M::model_id(), M::table(), Shape::Update { set, guard })?
                .prepared();
            let mut binder = Binder::new(&mut prepared, io.keys);
            binder.value(M::table(), place, column)?;
            binder.stored(stored, guard, io.now(work.ticket, stored))?;
            Ok((binder.prepared.execute()?, ()))
        })?;
        if rows == 0 && work.kind == Kind::Update {
            return Err(stale(stored, set));
        }
        Ok(())
    }

    fn delete(&mut self, work: &Work, io: &mut Io<'_>, held: &mut Held<'_>) -> Result<()> {
        let taken_over = self.was_taken_over(work.ticket.index)?;
        let slot = &self.slots[work.ticket.index as usize];
        let Some(stored) = slot.stored() else {
            return Ok(());
        };
        let guard = match M::table().version() {
            Some(version) => ColumnSet::EMPTY.with(version),
            None => ColumnSet::EMPTY,
        };
        let rows = if taken_over {
            io.absent.push(work.ticket);
            0
        } else {
            let before = io.lease.total_changes();
            let (rows, ()) = guarded(stored, guard, io, |guard| {
                let mut prepared = held
                    .get(M::model_id(), M::table(), Shape::Delete(guard))?
                    .prepared();
                let mut binder = Binder::new(&mut prepared, io.keys);
                binder.stored(stored, guard, io.now(work.ticket, stored))?;
                Ok((binder.prepared.execute()?, ()))
            })?;
            io.cascaded |=
                io.lease.total_changes() - before > u64::try_from(rows).unwrap_or_default();
            rows
        };
        // A cascade of this flush may have been there first.
        let went_before = || Ok(io.cascaded && read_row::<M>(io.lease, &stored.key())?.is_none());
        if rows == 0 && !guard.is_empty() && !went_before()? {
            return Err(stale(stored, guard));
        }
        self.stage_deleted(work);
        Ok(())
    }

    fn stage_deleted(&mut self, work: &Work) {
        let slot = work.ticket.index;
        let values = Vec::new();
        self.stage(Staged::new(slot, Done::Deleted, None, values));
    }

    /// One UPDATE turns the deleted row into the added one: what refers to it stays.
    fn replace(
        &mut self,
        (deleted, inserted): (&Work, &Work),
        null: ColumnSet,
        parked: ColumnSet,
        io: &mut Io<'_>,
        held: &mut Held<'_>,
    ) -> Result<()> {
        let table = M::table();
        let (old, new) = (
            deleted.ticket.index as usize,
            inserted.ticket.index as usize,
        );
        let taken_over = self.was_taken_over(deleted.ticket.index)?;
        let (Some(stored), Some(value)) =
            (self.slots[old].stored(), self.slots[new].value.as_ref())
        else {
            return Ok(());
        };
        if taken_over {
            return Err(stale(stored, ColumnSet::EMPTY));
        }
        let mut set = table.layout.sent;
        for key in table.primary_key {
            // A key that was put aside comes back, unless another row has it by now.
            if !parked.contains(*key) {
                set = set.without(*key);
            }
        }
        if set.is_empty() {
            // Written as they are, to see that the row is there.
            set = (table.primary_key.iter()).fold(set, |set, key| set.with(*key));
        }
        let version = Version::first(value)?;
        let guard = table
            .version()
            .map_or(ColumnSet::EMPTY, |old| ColumnSet::EMPTY.with(old));
        let (rows, written) = guarded(stored, guard, io, |guard| {
            let shape = Shape::Update { set, guard };
            let mut prepared = held.get(M::model_id(), M::table(), shape)?.prepared();
            let mut binder = Binder::new(&mut prepared, io.keys);
            binder.row(value, set, null, version.as_ref())?;
            binder.stored(stored, guard, io.now(deleted.ticket, stored))?;
            run::<M>(binder.prepared, value, table.layout.read_back_on_update)
        })?;
        if rows == 0 {
            return Err(stale(stored, set));
        }
        let mut values = resolved(inserted, null, io.keys);
        Version::put_in(version, &mut values);
        if io.wanted.contains(&inserted.ticket)
            && let [key] = table.primary_key
        {
            let key = io.stored(value, *key)?;
            io.keys.insert(inserted.ticket, key);
        }
        self.stage_deleted(deleted);
        let slot = inserted.ticket.index;
        self.stage(Staged::new(slot, Done::Inserted, written, values));
        Ok(())
    }

    /// The error, with the row it is about and the fields of the columns it names.
    #[cold]
    pub(super) fn explain(&self, error: Error, work: &Work) -> Error {
        let has_key = work.kind != Kind::Insert || work.key.is_some();
        self.explain_row(error, work.kind, work.ticket.index, has_key)
    }

    /// The same of an update.
    #[cold]
    pub(super) fn explain_update(&self, error: Error, index: u32) -> Error {
        self.explain_row(error, Kind::Update, index, true)
    }

    fn explain_row(&self, error: Error, kind: Kind, index: u32, has_key: bool) -> Error {
        let Some(slot) = self.slots.get(index as usize) else {
            return error;
        };
        let stored = slot.stored().filter(|_| has_key);
        describe::explain(
            error,
            (M::table(), kind),
            stored.map(|stored| stored as &dyn Columns),
            slot.value.as_ref().map(|value| value as &dyn Columns),
        )
    }
}

/// A value that no other row has: NULL where that is allowed, else one made for the purpose.
fn parking_place(table: &TableDef, column: usize, old: Option<Value>, number: usize) -> Value {
    if table.columns[column].nullable {
        return Value::Null;
    }
    let key = table.primary_key.contains(&column);
    match old {
        Some(Value::Text(text)) => Value::Text(format!("{text}\u{1}{number}")),
        Some(Value::Blob(mut bytes)) => {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.push(1);
            Value::Blob(bytes)
        }
        Some(Value::Real(_)) => {
            let number = f64::from(u32::try_from(number).unwrap_or(u32::MAX));
            Value::Real(f64::MAX / (number + 1.0))
        }
        // The least keys: one more than the greatest is what SQLite gives the next new row.
        _ if key => Value::Integer(i64::MIN + i64::try_from(number).unwrap_or_default()),
        // The greatest integers: a CHECK that demands positive numbers holds.
        _ => Value::Integer(i64::MAX - i64::try_from(number).unwrap_or_default()),
    }
}

/// The struct with its `on_update` columns renewed, but for those the program changed itself.
fn stamp<M: Model>(value: &M, changed: ColumnSet) -> Result<Option<M>> {
    if M::ON_UPDATE.is_empty() {
        return Ok(None);
    }
    let mut stamped = value.clone();
    stamped.on_update();
    for column in M::ON_UPDATE.intersection(changed).iter() {
        let own = column_value(value, column)?;
        done(M::table(), column, stamped.write_back(column, own.as_ref()))?;
    }
    Ok(Some(stamped))
}

#[cold]
fn stale(stored: &dyn Columns, columns: ColumnSet) -> Error {
    let table = stored.table();
    let key = key_values(stored).unwrap_or_default();
    let names: Vec<&str> = columns
        .iter()
        .map(|column| table.columns[column].name)
        .collect();
    let names = match names.as_slice() {
        [] => String::new(),
        names => format!(" (columns {})", names.join(", ")),
    };
    Error::new(
        ErrorKind::Stale,
        format!(
            "row `{}` {} was changed or deleted since it was loaded{names}: refresh it and try again",
            table.name(),
            describe::key(table, &key),
        ),
    )
}
