//! What a session watches: add, delete, restore, detach, track, clear.

use super::session::Session;
use super::state::{Event, Life};
use crate::error::{Error, Result};
use crate::model::{Entity, Model};

/// How many rows of a model there is room for after all were forgotten: who goes through a table in
/// portions need not build the map anew for each.
const KEPT: usize = 1024;

impl Session {
    /// Watches a new struct; the next flush inserts it. Runs no SQL.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// assert_eq!(s[ada].id, 0); // not inserted yet
    /// s.flush()?;
    /// assert_eq!(s[ada].id, 1);
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let names = ["ada", "bob", "cleo"];
    /// let users = s.add_all(names.map(|name| User::builder().name(name).build()));
    /// s.commit()?;
    /// assert_eq!(s[users[2]].id, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_all<M: Model>(&mut self, values: impl IntoIterator<Item = M>) -> Vec<Entity<M>> {
        values.into_iter().map(|value| self.add(value)).collect()
    }

    /// Marks an entity for deletion; the next flush deletes its row. One that was never inserted is
    /// forgotten at once. Runs no SQL.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s.delete(ada);
    /// assert_eq!(s.deleted::<User>(), [ada]); // nothing has run yet
    /// s.commit()?;
    /// assert_eq!(User::select().count(&mut s)?, 0);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.try_delete(ada)?; // never inserted: forgotten at once
    /// let error = s.try_delete(ada).unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::Misuse);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s.delete(ada);
    /// s.restore(ada)?;
    /// s.commit()?;
    /// assert_eq!(User::select().count(&mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// let user: User = s.detach(ada)?;
    /// assert_eq!(user.name, "ada");
    /// assert_eq!(s.state(ada), crocus::State::Detached);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = User::create(User::builder().name("ada").build(), &mut s)?;
    /// let entity = s.track(ada)?; // from a cache, or from a verb: no SELECT
    /// s[entity].age = 36;
    /// s.commit()?;
    /// assert_eq!(User::get(1, &mut s)?.map(|user| user.age), Some(36));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` when a row with its key is watched already, or the key is not assigned.
    pub fn track<M: Model>(&mut self, mut value: M) -> Result<Entity<M>> {
        let pending = self.put_keys(&mut value)?;
        if !pending.is_empty() || !super::keys::is_assigned(&value)? {
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
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s.clear()?;
    /// assert!(s.try_ref(ada).is_err());
    /// assert_eq!(User::select().count(&mut s)?, 1); // the row is still there
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` while something is changed and not flushed.
    pub fn clear(&mut self) -> Result<()> {
        if let Some(arena) = self.arenas.iter().find(|arena| arena.has_changes()) {
            return Err(Error::misuse(format!(
                "`clear` would lose unsaved changes to `{}`: flush, roll back or detach them first",
                arena.table().name()
            )));
        }
        for arena in self.arenas.iter_mut() {
            arena.clear(KEPT);
        }
        Ok(())
    }
}
