//! What a session watches: add, delete, detach, track, clear.

use super::session::Session;
use super::state::{Event, Life};
use crate::error::{Error, Result};
use crate::model::{Entity, Model};
use crate::schema::ColumnSet;
use crate::value::Value;

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
    /// s[ada].age = 18; // as it was
    /// assert!(!s.is_modified(ada)?);
    /// s[ada].age = 19;
    /// assert!(s.is_modified(ada)?);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// use crocus::Value;
    ///
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s[ada].age += 1;
    /// let changes = s.changes(ada)?;
    /// assert_eq!(changes.len(), 1);
    /// assert_eq!((changes[0].field, &changes[0].old), ("age", &Value::Integer(18)));
    /// assert_eq!(changes[0].new, Value::Integer(19));
    /// # Ok(())
    /// # }
    /// ```
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
    /// assert_eq!(s.new_entities::<User>(), [ada]);
    /// s.flush()?;
    /// assert!(s.new_entities::<User>().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_entities<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|_, life| life == Life::Pending)
    }

    /// The entities of a model whose rows the next flush would update.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let users = s.add_all(["ada", "bob"].map(|name| User::builder().name(name).build()));
    /// s.commit()?;
    /// s[users[1]].email = Some("bob@example.com".to_owned());
    /// assert_eq!(s.dirty::<User>(), [users[1]]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn dirty<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|modified, life| life == Life::Persistent && modified)
    }

    /// The entities of a model that are marked for deletion.
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
    /// assert_eq!(s.deleted::<User>(), [ada]);
    /// s.flush()?;
    /// assert!(s.deleted::<User>().is_empty());
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add(User::builder().name("ada").build());
    /// assert!(s.debug_view().contains("users"));
    /// # Ok(())
    /// # }
    /// ```
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
/// s[ada].name = "lovelace".to_owned();
/// let change = s.changes(ada)?.remove(0);
/// assert_eq!((change.column, change.field), ("name", "name"));
/// assert_eq!(change.new, crocus::Value::Text("lovelace".into()));
/// # Ok(())
/// # }
/// ```
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
