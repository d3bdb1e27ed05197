//! One row by its key: `get`, `refresh`, `merge`.

use std::ops::ControlFlow;
use std::panic::Location;

use super::bind::{bind_key, read_row};
use super::keys::{column_value, done, in_column, in_row, is_assigned};
use super::session::Session;
use super::state::Life;
use crate::engine::{Mode, Scope};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Entity, Key, KeyInput, Model};
use crate::schema::{ColumnSet, Shape};
use crate::value::{Fault, Sink, Value};

impl Session {
    /// The entity of the row with this key, or `None` where there is none, or it is marked for
    /// deletion.
    ///
    /// A row that was read in this transaction is answered without SQL; outside of transactions, as
    /// long as nobody has committed on this engine since it was read. What another process commits
    /// meanwhile is seen by a query, by [`refresh`](Session::refresh), or in the next transaction.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// User::create(User::builder().name("ada").build(), &mut s)?;
    /// if let Some(ada) = s.get::<User>(1)? {
    ///     s[ada].age += 1;
    ///     assert_eq!(s.get::<User>(1)?, Some(ada)); // no SQL: one row is one entity
    /// }
    /// assert_eq!(s.get::<User>(7)?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports; `Misuse` for the key of a pending entity.
    #[track_caller]
    pub fn get<M: Model>(&mut self, key: impl KeyInput<M::Key>) -> Result<Option<Entity<M>>> {
        self.check_open()?;
        let key = self.known_key::<M>(key.key_input().map_err(Fault::nowhere)?)?;
        self.get_by_key(&key)
    }

    /// The entity of the row with this key.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// User::create(User::builder().name("ada").build(), &mut s)?;
    /// let ada = s.get_one::<User>(1)?;
    /// assert_eq!(s[ada].name, "ada");
    /// assert_eq!(s.get_one::<User>(7).unwrap_err().kind(), crocus::ErrorKind::NotFound);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` where there is none; else like [`get`](Session::get).
    #[track_caller]
    pub fn get_one<M: Model>(&mut self, key: impl KeyInput<M::Key>) -> Result<Entity<M>> {
        self.check_open()?;
        let key = self.known_key::<M>(key.key_input().map_err(Fault::nowhere)?)?;
        self.get_by_key(&key)?.ok_or_else(|| no_row::<M>(&key))
    }

    #[track_caller]
    fn get_by_key<M: Model>(&mut self, key: &M::Key) -> Result<Option<Entity<M>>> {
        let mut known = self.get_known(key);
        match known {
            Known::Entity(entity) => return Ok(Some(entity)),
            Known::Doomed => return Ok(None),
            Known::Stale | Known::Nothing => {}
        }
        if self.autoflush && self.has_changes() {
            self.autoflush()?;
            known = self.get_known(key);
            if let Known::Entity(entity) = known {
                return Ok(Some(entity));
            }
        }
        self.fetch_by_key(key, !matches!(known, Known::Nothing))
    }

    /// What the identity map knows without asking.
    fn get_known<M: Model>(&self, key: &M::Key) -> Known<M> {
        let Some(arena) = self.arena::<M>() else {
            return Known::Nothing;
        };
        let Some((index, slot)) = arena.slot_of(key) else {
            return Known::Nothing;
        };
        match slot.life {
            Life::Doomed => Known::Doomed,
            _ if slot.era == self.era || slot.is_touched() => {
                Known::Entity(self.entity(index, slot.generation))
            }
            _ => Known::Stale,
        }
    }

    /// Reads one row and watches it; an entity whose row has gone is deleted. `known`: whether there
    /// is one.
    fn fetch_by_key<M: Model>(&mut self, key: &M::Key, known: bool) -> Result<Option<Entity<M>>> {
        let moment = self.moment();
        let found = self.meet_rows::<M, _>(|lease, arena, freshness| {
            let mut found = None;
            lease.with_statement(M::model_id(), M::table(), Shape::Get, &mut |prepared| {
                bind_key(prepared, M::table(), key)?;
                prepared.query(&mut |row| {
                    let met = if known {
                        arena.meet(&row, freshness, moment)
                    } else {
                        arena.meet_unknown(&row, freshness, moment)
                    };
                    let index = met.map_err(|fault| in_row::<M>(fault, &row))?;
                    found = Some((index, arena.slots[index as usize].generation));
                    Ok(ControlFlow::Break(()))
                })
            })?;
            if found.is_none()
                && let Some(&index) = arena.by_key.get(key)
            {
                arena.bury(index, moment)?;
            }
            Ok(found)
        });
        let found = self.checked(found)?;
        Ok(found.map(|(index, generation)| self.entity(index, generation)))
    }

    /// Gives an entity the values its row has now; unsaved changes of this entity are dropped.
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
    /// s.flush()?;
    /// sql("UPDATE users SET age = 36").execute(&mut s)?; // raw SQL, which the session does not read
    /// assert_eq!(s[ada].age, 18);
    /// s.refresh(ada)?;
    /// assert_eq!(s[ada].age, 36);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; `Misuse` when the entity is pending, deleted or not alive.
    pub fn refresh<M: Model>(&mut self, entity: Entity<M>) -> Result<()> {
        self.check_open()?;
        self.try_ref(entity)?;
        let life = self.life(entity.ticket);
        if !matches!(life, Life::Persistent | Life::Doomed) {
            return Err(Error::misuse(format!(
                "{entity:?} has no row to read again: it is {}",
                life.state()
            )));
        }
        let index = entity.ticket.index;
        let arena = self.arena_mut::<M>()?;
        let Some(key) = arena.slots[index as usize].stored().map(Model::key) else {
            return Err(Error::misuse(self.refusal(entity)));
        };
        let moment = self.moment();
        let fresh = self
            .reader()
            .and_then(|reader| read_row::<M>(&reader, &key));
        let fresh = self.checked(fresh)?.ok_or_else(|| no_row::<M>(&key))?;
        let arena = self.arena_mut::<M>()?;
        let slot = &mut arena.slots[index as usize];
        if let Some(baseline) = slot.baseline.take() {
            slot.value = Some(*baseline);
        }
        slot.life = Life::Persistent;
        arena.unlist(index);
        arena.overwrite(index, fresh, moment);
        Ok(())
    }

    /// Reads every watched row of a model again, all as of one moment; changed entities keep their
    /// values, entities whose rows have gone become deleted.
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
    /// s.flush()?;
    /// sql("UPDATE users SET age = age + 1").execute(&mut s)?;
    /// s.refresh_all::<User>()?;
    /// assert!(users.iter().all(|user| s[*user].age == 19));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database reports.
    #[track_caller]
    pub fn refresh_all<M: Model>(&mut self) -> Result<()> {
        self.check_open()?;
        let keys: Vec<M::Key> = match self.arena::<M>() {
            None => return Ok(()),
            Some(arena) => {
                let clean = arena
                    .slots
                    .iter()
                    .filter(|slot| slot.life == Life::Persistent && !slot.is_touched());
                clean
                    .filter_map(|slot| slot.value.as_ref().map(Model::key))
                    .collect()
            }
        };
        let moment = self.moment();
        let own;
        let lease = match self.lease.held() {
            Some(lease) => lease,
            None => {
                own =
                    self.lease
                        .engine()
                        .begin(Mode::Read, Location::caller(), Scope::Connection)?;
                &own
            }
        };
        let arena = self.arenas.of_mut::<M>()?;
        let read = keys.iter().try_for_each(|key| {
            let fresh = read_row::<M>(lease, key)?;
            match (arena.by_key.get(key).copied(), fresh) {
                (Some(index), Some(fresh)) => arena.overwrite(index, fresh, moment),
                (Some(index), None) => arena.bury(index, moment)?,
                (None, _) => {}
            }
            Ok(())
        });
        self.checked(read)
    }

    /// Takes a struct over into the session: its values become those of the row with its key, which
    /// is read if it is not watched; without such a row, or without a key, it is added.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let mut user = User::create(User::builder().name("ada").build(), &mut s)?;
    /// user.age = 36; // edited elsewhere: by a form, by a client
    /// let ada = s.merge(user)?;
    /// s.commit()?;
    /// assert_eq!(User::get(s[ada].id, &mut s)?.map(|user| user.age), Some(36));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Stale` when its version is not the row's; `Misuse` when the row is marked for deletion.
    #[track_caller]
    pub fn merge<M: Model>(&mut self, mut value: M) -> Result<Entity<M>> {
        self.check_open()?;
        let pending = self.put_keys(&mut value)?;
        let mut key = M::table().primary_key.iter();
        if key.any(|column| pending.contains(*column)) || !is_assigned(&value)? {
            return Ok(self.add(value));
        }
        let key = value.key();
        let doomed = self.arena::<M>().and_then(|arena| {
            let slot = arena.slots.get(*arena.by_key.get(&key)? as usize)?;
            (slot.life == Life::Doomed).then_some(())
        });
        if doomed.is_some() {
            return Err(Error::misuse(format!(
                "row `{}` with key {key:?} is marked for deletion: `restore` it before merging into it",
                M::table().name()
            )));
        }
        let Some(entity) = self.get_by_key::<M>(&key)? else {
            return Ok(self.add(value));
        };
        if let Some(version) = M::table().version() {
            let theirs = column_value(self.try_ref::<M>(entity)?, version)?;
            if column_value(&value, version)? != theirs {
                return Err(Error::new(
                    ErrorKind::Stale,
                    format!(
                        "row `{}` with key {key:?} has another version than the struct that is merged",
                        M::table().name()
                    ),
                ));
            }
        }
        *self.try_mut(entity)? = value;
        Ok(entity)
    }
}

impl Session {
    /// A key in which keys stand in the place of entities, as far as these have one.
    pub(super) fn known_key<M: Model>(&self, mut key: M::Key) -> Result<M::Key> {
        let table = M::table();
        for (part, column) in table.primary_key.iter().enumerate() {
            if !table.layout.references.contains(*column) {
                continue;
            }
            let (format, mut value) = (table.columns[*column].format, Value::Null);
            key.encode(part, format, Sink::new(&mut value))
                .map_err(|fault| in_column(table, *column, fault))?;
            if let Value::Pending(ticket) = value
                && let Some(known) = self.key_of_ticket(ticket)?
            {
                key = key
                    .with_part(part, format, known.as_ref())
                    .map_err(|fault| in_column(table, *column, fault))?;
            }
        }
        Ok(key)
    }

    /// Makes references to entities those to their keys; which columns refer to entities whose keys
    /// are still to come.
    pub(super) fn put_keys<M: Model>(&self, value: &mut M) -> Result<ColumnSet> {
        let mut pending = ColumnSet::EMPTY;
        for column in M::table().layout.references.iter() {
            let Value::Pending(ticket) = column_value(&*value, column)? else {
                continue;
            };
            let key = match self.life(ticket) {
                Life::Pending => None,
                _ => self.key_of_ticket(ticket)?,
            };
            match key {
                Some(key) => done(M::table(), column, value.write_back(column, key.as_ref()))?,
                None => pending = pending.with(column),
            }
        }
        Ok(pending)
    }
}

#[cold]
pub(super) fn no_row<M: Model>(key: &M::Key) -> Error {
    let table = M::table().name();
    Error::new(
        ErrorKind::NotFound,
        format!("`{table}` has no row with key {key:?}"),
    )
}

/// What the identity map knows of a row.
enum Known<M> {
    /// It is watched, and was read in this era.
    Entity(Entity<M>),
    /// It is watched, and marked for deletion.
    Doomed,
    /// It is watched, and its values may be stale.
    Stale,
    /// It is not watched.
    Nothing,
}
