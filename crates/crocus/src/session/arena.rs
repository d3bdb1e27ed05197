//! The identity map of one model: its tracked rows, one living struct each.
//!
//! A slot lives until its entity is detached or its `add` undone; the next tenant gets another
//! generation, so that an old ticket is refused. Nothing here touches the database.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::by_key::ByKey;
use super::copies::Copies;
use super::moment::Moment;
use super::slot::Slot;
use super::slots::Slots;
use super::staged::{Inserted, Staged};
use super::state::{Event, Life};
use super::undo::Undo;
use crate::error::Result;
use crate::model::Model;
use crate::value::{Fault, Row, Sink, Value, ValueRef};

/// How many tickets are remembered only to be refused in better words.
const MOST_UNDONE: usize = 10_000;

/// Slots by their places; few need no room of their own.
pub(super) type Changed = SmallVec<[u32; 4]>;

/// All tracked rows of one model in one session.
pub(super) struct Arena<M: Model> {
    pub(super) slots: Slots<M>,
    /// Rows that exist in the database, by the key they have there.
    pub(super) by_key: ByKey<M::Key>,
    /// What a flush looks at, in the order it was touched, and entries that count no more.
    pub(super) changed: Changed,
    /// How many entries of `changed` count no more.
    pub(super) unlisted: usize,
    /// Former tenants of places given away since, whose `add` was undone.
    undone: FxHashSet<(u32, u32)>,
    /// Places to be given to the next tenants.
    pub(super) free: Vec<u32>,
    pub(super) undo: SmallVec<[Undo<M>; 1]>,
    /// What the running flush has written, not yet applied to the slots.
    pub(super) staged: Vec<Staged<M>>,
    pub(super) inserted: Inserted<M::Key>,
    /// Rows whose values a rollback put in doubt; read again before the rollback ends.
    pub(super) suspects: Vec<(u32, M::Key)>,
    pub(super) copies: Copies<M>,
    /// The generation of a slot's first tenant; rises when all slots are given back.
    first_generation: u32,
}

/// Whether a row that is read again replaces the values of its clean entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// A clean entity takes the row's values, also when it was read before.
    Always,
    /// A clean entity that was read in this era keeps its values: reads repeat.
    Repeatable,
}

impl<M: Model> Arena<M> {
    pub(super) fn new() -> Self {
        Arena {
            slots: Slots::new(),
            by_key: ByKey::default(),
            changed: Changed::new(),
            unlisted: 0,
            undone: FxHashSet::default(),
            free: Vec::new(),
            undo: SmallVec::new(),
            staged: Vec::new(),
            inserted: Inserted::default(),
            suspects: Vec::new(),
            copies: Copies::default(),
            first_generation: 0,
        }
    }

    /// The slot of a ticket, or `None` when its tenant is gone.
    #[inline]
    pub(super) fn living(&self, index: u32, generation: u32) -> Option<&Slot<M>> {
        let slot = self.slots.get(index as usize)?;
        (slot.generation == generation && slot.life.is_alive()).then_some(slot)
    }

    /// How many slots there are.
    #[inline]
    pub(super) fn places(&self) -> u32 {
        // A session with four billion rows of one model has run out of memory long before.
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// The slot of the row with this key.
    #[inline]
    pub(super) fn slot_of(&self, key: &M::Key) -> Option<(u32, &Slot<M>)> {
        let index = *self.by_key.get(key)?;
        Some((index, self.slots.get(index as usize)?))
    }

    /// Where the tenant of a ticket stands; a ticket of an earlier tenant is detached.
    pub(super) fn life(&self, index: u32, generation: u32) -> Life {
        match self.slots.get(index as usize) {
            Some(slot) if slot.generation == generation => slot.life,
            _ if self.undone.contains(&(index, generation)) => Life::Undone,
            _ => Life::Vacated,
        }
    }

    /// The place that the next struct is taken into.
    fn next_place(&self) -> u32 {
        match self.free.last() {
            Some(index) => *index,
            None => self.places(),
        }
    }

    /// Takes a struct in.
    #[inline]
    pub(super) fn admit(&mut self, value: M, life: Life, moment: Moment) -> u32 {
        match self.free.pop() {
            Some(index) => {
                self.admit_into(index, value, life, moment);
                index
            }
            None => {
                let index = self.places();
                let generation = self.first_generation;
                self.slots
                    .push(Slot::new(value, generation, life, moment.era));
                index
            }
        }
    }

    /// Takes a struct into the place of a former tenant.
    fn admit_into(&mut self, index: u32, value: M, life: Life, moment: Moment) {
        let slot = &mut self.slots[index as usize];
        if slot.life == Life::Undone {
            if self.undone.len() >= MOST_UNDONE {
                self.undone.clear();
            }
            self.undone.insert((index, slot.generation));
        }
        let generation = slot.generation.wrapping_add(1);
        *slot = Slot::new(value, generation, life, moment.era);
    }

    /// The living struct, about to be changed: keeps what the database has.
    #[inline]
    pub(super) fn touch(&mut self, index: u32) -> Option<&mut M> {
        let slot = &mut self.slots[index as usize];
        if slot.baseline.is_none() && slot.life != Life::Pending {
            if let Some(value) = &slot.value {
                slot.baseline = Some(self.copies.of(value));
            }
            slot.list(index, &mut self.changed);
        }
        slot.value.as_mut()
    }

    /// Marks the entity for deletion; one that was never inserted is forgotten at once.
    pub(super) fn doom(&mut self, index: u32) -> Result<()> {
        let life = self.slots[index as usize].life.after(Event::Delete)?;
        if life == Life::Undone {
            self.unlist(index);
            self.slots[index as usize].vacate(life);
            self.free.push(index);
        } else {
            self.slots[index as usize].life = life;
            if life == Life::Doomed {
                self.list(index);
            }
        }
        Ok(())
    }

    /// Stops watching an entity; its struct.
    pub(super) fn detach(&mut self, index: u32) -> Result<Option<M>> {
        let slot = &mut self.slots[index as usize];
        let life = slot.life.after(Event::Detach)?;
        if let Some(stored) = slot.stored() {
            let key = stored.key();
            if self.by_key.get(&key) == Some(&index) {
                self.by_key.remove(&key);
            }
        }
        self.unlist(index);
        let value = self.slots[index as usize].vacate(life);
        self.free.push(index);
        Ok(value)
    }

    /// The entity of a row that was read: the one that is watched already, or a new one.
    ///
    /// A changed entity is never overwritten.
    #[inline]
    pub(super) fn meet(
        &mut self,
        row: &Row<'_>,
        freshness: Freshness,
        moment: Moment,
    ) -> Result<u32, Fault> {
        let next = self.next_place();
        match self.by_key.entry(M::read_key(row)?) {
            Entry::Occupied(known) => {
                let index = *known.get();
                self.meet_again(index, row, freshness, moment)?;
                Ok(index)
            }
            Entry::Vacant(place) => {
                let value = M::read(row)?;
                check_key(&value, row)?;
                place.insert(next);
                let index = self.admit(value, Life::Persistent, moment);
                debug_assert_eq!(index, next, "a struct is taken into the next place");
                self.log_read(index, moment);
                Ok(index)
            }
        }
    }

    /// The same of a row whose key is not known to be watched: the key is read with the rest.
    #[inline]
    pub(super) fn meet_unknown(
        &mut self,
        row: &Row<'_>,
        freshness: Freshness,
        moment: Moment,
    ) -> Result<u32, Fault> {
        let Ok(value) = M::read(row) else {
            // It need not be read if it is watched after all.
            return self.meet(row, freshness, moment);
        };
        check_key(&value, row)?;
        let next = self.next_place();
        match self.by_key.entry(value.key()) {
            // Under a collation one row has many keys.
            Entry::Occupied(known) => {
                let index = *known.get();
                self.meet_again(index, row, freshness, moment)?;
                Ok(index)
            }
            Entry::Vacant(place) => {
                place.insert(next);
                self.admit(value, Life::Persistent, moment);
                self.log_read(next, moment);
                Ok(next)
            }
        }
    }

    fn meet_again(
        &mut self,
        index: u32,
        row: &Row<'_>,
        freshness: Freshness,
        moment: Moment,
    ) -> Result<(), Fault> {
        let slot = &self.slots[index as usize];
        let repeats = freshness == Freshness::Repeatable && slot.era == moment.era;
        if slot.is_touched() || slot.life == Life::Doomed || repeats {
            return Ok(());
        }
        let fresh = M::read(row)?;
        self.overwrite(index, fresh, moment);
        Ok(())
    }

    /// Gives a clean entity the values its row has now.
    pub(super) fn overwrite(&mut self, index: u32, fresh: M, moment: Moment) {
        let old = self.slots[index as usize].value.replace(fresh);
        if moment.wrote.is_some() {
            self.log_image(index, moment, old.map(Box::new));
        }
        let slot = &mut self.slots[index as usize];
        slot.baseline = None;
        slot.era = moment.era;
    }

    /// The row of this slot was deleted by a statement or a cascade.
    pub(super) fn bury(&mut self, index: u32, moment: Moment) -> Result<()> {
        let life = self.slots[index as usize].life.after(Event::RowDeleted)?;
        let slot = &mut self.slots[index as usize];
        let baseline = slot.baseline.take();
        if let Some(stored) = baseline.as_deref().or(slot.value.as_ref()) {
            let key = stored.key();
            if self.by_key.get(&key) == Some(&index) {
                self.by_key.remove(&key);
            }
        }
        self.log_image(index, moment, baseline);
        self.slots[index as usize].life = life;
        Ok(())
    }

    /// The value of a single-column key, as a foreign key to this entity stores it.
    pub(super) fn key_value(&self, index: u32, generation: u32) -> Result<Option<Value>> {
        let Some(slot) = self.living(index, generation) else {
            return Ok(None);
        };
        let (Some(value), [column]) = (slot.value.as_ref(), M::table().primary_key) else {
            return Ok(None);
        };
        if slot.life == Life::Pending && !super::keys::is_assigned(value)? {
            return Ok(None);
        }
        Ok(match super::keys::column_value(value, *column)? {
            // The key is a reference to an entity, and known once the row is written.
            Value::Pending(_) => None,
            key => Some(key),
        })
    }

    /// Stops watching everything and gives the memory back, but for the room of so many rows.
    pub(super) fn clear(&mut self, kept: usize) {
        for slot in self.slots.iter() {
            let next = slot.generation.wrapping_add(1);
            self.first_generation = self.first_generation.max(next);
        }
        let Arena {
            slots,
            by_key,
            first_generation: _,
            changed,
            unlisted,
            undone,
            free,
            undo,
            staged,
            inserted,
            suspects,
            copies,
        } = self;
        slots.clear(kept);
        by_key.clear();
        if by_key.capacity() > kept {
            by_key.shrink_to(kept);
        }
        *changed = Changed::new();
        *unlisted = 0;
        *undone = FxHashSet::default();
        *free = Vec::new();
        *undo = SmallVec::new();
        *staged = Vec::new();
        *inserted = Inserted::default();
        *suspects = Vec::new();
        *copies = Copies::default();
    }
}

/// Refuses a row whose key stands in another form than the model writes: no UPDATE and no DELETE would
/// find it again.
#[inline]
fn check_key<M: Model>(value: &M, row: &Row<'_>) -> Result<(), Fault> {
    // Numbers are equal in all their forms.
    if M::table().layout.assigns_key {
        return Ok(());
    }
    check_own_key(value, row)
}

fn check_own_key<M: Model>(value: &M, row: &Row<'_>) -> Result<(), Fault> {
    for column in M::table().primary_key {
        let ValueRef::Text(stored) = row.value(*column)? else {
            continue;
        };
        let mut own = Value::Null;
        value.encode(*column, Sink::new(&mut own))?;
        if let Value::Text(own) = own
            && own.as_bytes() != stored
        {
            let stored = String::from_utf8_lossy(stored);
            let fault = Fault::decode(format_args!(
                "the key stands as `{stored}` in the database and is written as `{own}`: such a row \
                 can be read as a value, but not be changed as an entity"
            ));
            return Err(fault.in_column(*column));
        }
    }
    Ok(())
}
