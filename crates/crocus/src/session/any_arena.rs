//! What a session does with an arena without knowing its model.

use std::any::Any;

use super::arena::Arena;
use super::bind::read_row;
use super::deleted::Gone;
use super::describe;
use super::io::Io;
use super::keys::column_value;
use super::moment::Moment;
use super::plan::{Step, Work};
use super::rekey::Rekeys;
use super::state::Life;
use super::updates::Alike;
use crate::engine::Lease;
use crate::error::Result;
use crate::model::Model;
use crate::schema::{ColumnSet, TableDef};
use crate::value::Value;

/// An arena of any model.
pub(super) trait AnyArena: Any + Send {
    fn table(&self) -> &'static TableDef;

    /// Whether a flush has something to look at.
    fn has_changes(&self) -> bool;
    /// Whether any row is tracked.
    fn is_empty(&self) -> bool;
    fn life(&self, index: u32, generation: u32) -> Life;
    fn key_value(&self, index: u32, generation: u32) -> Result<Option<Value>>;

    /// Whether a flush only updates the same columns of rows; then it needs no works.
    fn alike(&self) -> Option<Alike>;
    fn update_alike(
        &mut self,
        alike: Alike,
        session: u32,
        lease: &Lease<'_>,
        era: u32,
    ) -> Result<()>;
    fn settle_alike(&mut self, moment: Moment) -> Result<()>;
    fn settle_committed(&mut self, era: u32);

    fn collect(&self, session: u32, works: &mut Vec<Work>) -> Result<()>;
    fn collect_uniques(&self, work: &mut Work) -> Result<()>;
    fn persist(&mut self, steps: &[Step], io: &mut Io<'_>) -> Result<()>;
    fn settle(&mut self, moment: Moment) -> Result<()>;
    fn discard_staged(&mut self);

    fn restore(&mut self, level: u32);
    fn release(&mut self, level: u32);
    fn forget_undo(&mut self);
    /// Whether a rollback put the values of rows in doubt.
    fn has_suspects(&self) -> bool;
    /// Reads the rows again whose values a rollback put in doubt.
    fn reread_suspects(&mut self, lease: &Lease<'_>, moment: Moment) -> Result<()>;

    /// Follows what the database did with rows that referred to deleted rows; the keys of the rows
    /// that went with them.
    fn follow_delete(
        &mut self,
        gone: &Gone<'_>,
        lease: &Lease<'_>,
        moment: Moment,
    ) -> Result<Vec<Value>>;

    /// Follows what the database did with rows that referred to keys which changed.
    fn follow_rekey(&mut self, rekeys: &Rekeys<'_>, lease: &Lease, moment: Moment) -> Result<()>;

    /// The keys of the watched rows, where they are of one column.
    fn keys(&self) -> Result<Vec<Value>>;
    /// What the watched rows refer to with a column.
    fn referred(&self, column: usize) -> Result<Vec<Value>>;

    /// Reads the tracked rows again: their keys, or those they refer to, have changed.
    fn read_again(&mut self, lease: &Lease<'_>, moment: Moment) -> Result<()>;

    /// How many places there are for rows.
    fn places(&self) -> u32;
    fn clear(&mut self, kept: usize);
    fn describe(&self, text: &mut String);
}

impl<M: Model> AnyArena for Arena<M> {
    fn table(&self) -> &'static TableDef {
        M::table()
    }

    fn has_changes(&self) -> bool {
        self.has_listed()
    }

    fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    fn life(&self, index: u32, generation: u32) -> Life {
        Arena::life(self, index, generation)
    }

    fn key_value(&self, index: u32, generation: u32) -> Result<Option<Value>> {
        Arena::key_value(self, index, generation)
    }

    fn alike(&self) -> Option<Alike> {
        Arena::alike(self)
    }

    fn update_alike(
        &mut self,
        alike: Alike,
        session: u32,
        lease: &Lease<'_>,
        era: u32,
    ) -> Result<()> {
        Arena::update_alike(self, alike, session, lease, era)
    }

    fn settle_alike(&mut self, moment: Moment) -> Result<()> {
        Arena::settle_alike(self, moment)
    }

    fn settle_committed(&mut self, era: u32) {
        Arena::settle_committed(self, era);
    }

    fn collect(&self, session: u32, works: &mut Vec<Work>) -> Result<()> {
        Arena::collect(self, session, works)
    }

    fn collect_uniques(&self, work: &mut Work) -> Result<()> {
        Arena::collect_uniques(self, work)
    }

    fn persist(&mut self, steps: &[Step], io: &mut Io<'_>) -> Result<()> {
        Arena::persist(self, steps, io)
    }

    fn settle(&mut self, moment: Moment) -> Result<()> {
        Arena::settle(self, moment)
    }

    fn discard_staged(&mut self) {
        Arena::discard_staged(self);
    }

    fn restore(&mut self, level: u32) {
        Arena::restore(self, level);
    }

    fn release(&mut self, level: u32) {
        Arena::release(self, level);
    }

    fn forget_undo(&mut self) {
        Arena::forget_undo(self);
    }

    fn has_suspects(&self) -> bool {
        !self.suspects.is_empty()
    }

    fn reread_suspects(&mut self, lease: &Lease<'_>, moment: Moment) -> Result<()> {
        while let Some((index, key)) = self.suspects.last().cloned() {
            let fresh = read_row::<M>(lease, &key)?;
            self.suspects.pop();
            let slot = &mut self.slots[index as usize];
            if slot.life != Life::Persistent {
                continue;
            }
            let taken = self.by_key.get(&key).is_some_and(|other| *other != index);
            match fresh {
                // The row has an entity already, which the rollback brought back.
                Some(fresh) if !taken => {
                    slot.value = Some(fresh);
                    slot.era = moment.era;
                    self.by_key.insert(key, index);
                    self.log_read(index, moment);
                }
                // The row never existed outside of what was undone.
                _ => {
                    slot.vacate(Life::Undone);
                    self.free.push(index);
                }
            }
        }
        Ok(())
    }

    fn follow_delete(
        &mut self,
        gone: &Gone<'_>,
        lease: &Lease<'_>,
        moment: Moment,
    ) -> Result<Vec<Value>> {
        Arena::follow_delete(self, gone, lease, moment)
    }

    fn follow_rekey(
        &mut self,
        rekeys: &Rekeys<'_>,
        lease: &Lease<'_>,
        moment: Moment,
    ) -> Result<()> {
        Arena::follow_rekey(self, rekeys, lease, moment)
    }

    fn keys(&self) -> Result<Vec<Value>> {
        match M::table().primary_key {
            [key] => self.referred(*key),
            _ => Ok(Vec::new()),
        }
    }

    fn referred(&self, column: usize) -> Result<Vec<Value>> {
        let watched = self
            .slots
            .iter()
            .filter(|slot| matches!(slot.life, Life::Persistent | Life::Doomed));
        let stored = watched.filter_map(|slot| slot.stored());
        stored.map(|row| column_value(row, column)).collect()
    }

    fn read_again(&mut self, lease: &Lease<'_>, moment: Moment) -> Result<()> {
        for index in 0..self.places() {
            let slot = &self.slots[index as usize];
            let (Life::Persistent, false, Some(value)) =
                (slot.life, slot.is_touched(), &slot.value)
            else {
                continue;
            };
            let key = value.key();
            match read_row::<M>(lease, &key)? {
                Some(fresh) => self.overwrite(index, fresh, moment),
                None => self.bury(index, moment)?,
            }
        }
        Ok(())
    }

    fn places(&self) -> u32 {
        Arena::places(self)
    }

    fn clear(&mut self, kept: usize) {
        Arena::clear(self, kept);
    }

    fn describe(&self, text: &mut String) {
        for index in 0..self.slots.len() {
            let slot = &self.slots[index];
            if let (true, Some(value)) = (slot.life.is_alive(), &slot.value) {
                let changed = match &slot.baseline {
                    Some(baseline) => value.diff(baseline),
                    None => ColumnSet::EMPTY,
                };
                describe::push_row(value, slot.life, changed, text);
            }
        }
    }
}
