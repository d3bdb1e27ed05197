//! What a session watches: add, delete, detach, track, clear.

use super::session::Session;
use super::state::{Event, Life};
use crate::error::{Error, Result};
use crate::model::{Entity, Model};
use crate::schema::ColumnSet;
use crate::value::Value;

impl Session {
    /// Watches a new struct; the next flush inserts it. Runs no SQL.
    pub fn add<M: Model>(&mut self, value: M) -> Entity<M> {
        let moment = self.moment();
        let Ok(arena) = self.arena_mut::<M>() else {
            // Two models with one id: no ticket for it can ever be good.
            return self.entity(u32::MAX, u32::MAX);
        };
        let index = arena.admit(value, Life::Pending, moment);
        arena.list(index);
        let generation = arena.slots[index as usize].generation;
        self.entity(index, generation)
    }

    /// Watches several new structs.
    pub fn add_all<M: Model>(&mut self, values: impl IntoIterator<Item = M>) -> Vec<Entity<M>> {
        values.into_iter().map(|value| self.add(value)).collect()
    }

    /// Marks an entity for deletion; the next flush deletes its row. One that was never inserted is
    /// forgotten at once. Runs no SQL.
    ///
    /// # Panics
    ///
    /// When the entity is not alive in this session, as indexing does.
    #[track_caller]
    pub fn delete<M: Model>(&mut self, entity: Entity<M>) {
        if let Err(error) = self.try_delete(entity) {
            super::index::dead(&error.to_string());
        }
    }

    /// [`delete`](Session::delete), or why it is not possible.
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity is not alive in this session.
    pub fn try_delete<M: Model>(&mut self, entity: Entity<M>) -> Result<()> {
        self.try_ref(entity)?;
        self.arena_mut::<M>()?.doom(entity.ticket.index)
    }

    /// Takes a [`delete`](Session::delete) back that was not flushed yet.
    ///
    /// # Errors
    ///
    /// `Misuse` when the row was deleted already, or the entity is not alive here.
    pub fn restore<M: Model>(&mut self, entity: Entity<M>) -> Result<()> {
        self.try_ref(entity)?;
        let slot = &mut self.arena_mut::<M>()?.slots[entity.ticket.index as usize];
        slot.life = slot.life.after(Event::Restore)?;
        Ok(())
    }

    /// Stops watching an entity and gives its struct back; its row stays as it is.
    ///
    /// # Errors
    ///
    /// `Misuse` when it is marked for deletion, or not alive here.
    pub fn detach<M: Model>(&mut self, entity: Entity<M>) -> Result<M> {
        self.try_ref(entity)?;
        self.arena_mut::<M>()?
            .detach(entity.ticket.index)?
            .ok_or_else(|| Error::misuse(self.refusal(entity)))
    }

    /// Watches a struct that is known to be a row of the database as it is, without reading it.
    ///
    /// # Errors
    ///
    /// `Misuse` when a row with its key is watched already, or the key is not assigned.
    pub fn track<M: Model>(&mut self, value: M) -> Result<Entity<M>> {
        if !super::keys::is_assigned(&value)? {
            return Err(Error::misuse(format!(
                "a new `{}` has no row to track: `add` it",
                M::table().model
            )));
        }
        let mut moment = self.moment();
        // Nobody knows when it was read: a later UPDATE compares what it changes.
        moment.era = 0;
        let arena = self.arena_mut::<M>()?;
        let key = value.key();
        if arena.by_key.contains_key(&key) {
            return Err(Error::misuse(format!(
                "row `{}` with key {key:?} is watched already: `merge` the struct into it",
                M::table().name()
            )));
        }
        let index = arena.admit(value, Life::Persistent, moment);
        arena.by_key.insert(key, index);
        // The row may exist only since something that can still be undone.
        arena.log_read(index, moment);
        let generation = arena.slots[index as usize].generation;
        Ok(self.entity(index, generation))
    }

    /// Stops watching everything.
    ///
    /// # Errors
    ///
    /// `Misuse` while something is changed and not flushed.
    pub fn clear(&mut self) -> Result<()> {
        if let Some(arena) = self
            .arenas
            .iter()
            .flatten()
            .find(|arena| arena.has_changes())
        {
            return Err(Error::misuse(format!(
                "`clear` would lose unsaved changes to `{}`: flush, roll back or detach them first",
                arena.table().name()
            )));
        }
        for arena in self.arenas.iter_mut().flatten() {
            arena.clear();
        }
        Ok(())
    }

    /// Whether the next flush would write something for the entity.
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity is not alive here.
    pub fn is_modified<M: Model>(&self, entity: Entity<M>) -> Result<bool> {
        self.try_ref(entity)?;
        Ok(match self.life(entity.ticket) {
            Life::Pending | Life::Doomed => true,
            Life::Deleted => false,
            _ => !self.changed_columns(entity)?.is_empty(),
        })
    }

    fn changed_columns<M: Model>(&self, entity: Entity<M>) -> Result<ColumnSet> {
        self.try_ref(entity)?;
        let slot = self
            .arena::<M>()
            .and_then(|arena| arena.slots.get(entity.ticket.index as usize));
        Ok(match slot.map(|slot| (&slot.value, &slot.baseline)) {
            Some((Some(value), Some(baseline))) => value.diff(baseline),
            _ => ColumnSet::EMPTY,
        })
    }

    /// What the next flush would change in the entity's row.
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity is not alive here.
    pub fn changes<M: Model>(&self, entity: Entity<M>) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        let slot = self
            .arena::<M>()
            .and_then(|arena| arena.slots.get(entity.ticket.index as usize));
        for column in self.changed_columns(entity)?.iter() {
            if let Some((Some(value), Some(baseline))) =
                slot.map(|slot| (&slot.value, &slot.baseline))
            {
                changes.push(Change {
                    column: M::table().columns[column].name,
                    field: M::table().columns[column].field,
                    old: super::keys::column_value(&**baseline, column)?,
                    new: super::keys::column_value(value, column)?,
                });
            }
        }
        Ok(changes)
    }

    /// The entities of a model that were added and not inserted yet.
    pub fn new_entities<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|_, life| life == Life::Pending)
    }

    /// The entities of a model whose rows the next flush would update.
    pub fn dirty<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|modified, life| life == Life::Persistent && modified)
    }

    /// The entities of a model that are marked for deletion.
    pub fn deleted<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|_, life| life == Life::Doomed)
    }

    fn entities_where<M: Model>(&self, wanted: impl Fn(bool, Life) -> bool) -> Vec<Entity<M>> {
        let Some(arena) = self.arena::<M>() else {
            return Vec::new();
        };
        let listed = arena.changed.iter().filter_map(|index| {
            let slot = arena.slots.get(*index as usize)?;
            let modified = match (&slot.value, &slot.baseline) {
                (Some(value), Some(baseline)) => !value.diff(baseline).is_empty(),
                _ => false,
            };
            wanted(modified, slot.life).then(|| self.entity(*index, slot.generation))
        });
        listed.collect()
    }

    /// Everything the session watches, one line each: for debugging, not for parsing.
    pub fn debug_view(&self) -> String {
        let mut text = format!("session {}", self.id);
        text.push_str(if self.in_transaction() {
            ", in a transaction\n"
        } else {
            "\n"
        });
        for arena in self.arenas.iter().flatten() {
            arena.describe(&mut text);
        }
        text
    }
}

/// One column that a flush would write.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The column's name in the database.
    pub column: &'static str,
    /// The struct's field.
    pub field: &'static str,
    /// The stored value that the row has.
    pub old: Value,
    /// The stored value that it will have.
    pub new: Value,
}
