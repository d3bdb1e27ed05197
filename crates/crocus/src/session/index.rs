//! `session[entity]`: reading and changing the living structs.

use std::ops::{Index, IndexMut};

use super::session::Session;
use super::state::Life;
use crate::error::{Error, Result};
use crate::model::{Entity, Model};
use crate::value::Ticket;

impl<M: Model> Index<Entity<M>> for Session {
    type Output = M;

    /// The living struct of a watched row; never queries.
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
    /// assert_eq!(s[ada].name, "ada");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the entity belongs to another session, was detached, or its `add` was undone:
    /// [`try_ref`](Session::try_ref) tells instead.
    #[inline]
    #[track_caller]
    fn index(&self, entity: Entity<M>) -> &M {
        match self.living(entity) {
            Some(value) => value,
            None => dead(&self.refusal(entity)),
        }
    }
}

impl<M: Model> IndexMut<Entity<M>> for Session {
    /// The living struct, to be changed; the next flush writes what differs.
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
    /// s[ada].age += 1;
    /// s.commit()?; // UPDATE users SET age = 19 WHERE id = 1
    /// assert_eq!(User::get(1, &mut s)?.map(|user| user.age), Some(19));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Like [`index`](Index::index); [`try_mut`](Session::try_mut) tells instead.
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, entity: Entity<M>) -> &mut M {
        match self.touch(entity) {
            Ok(value) => value,
            Err(life) => dead(&refusal(entity, life)),
        }
    }
}

impl Session {
    #[inline]
    fn living<M: Model>(&self, entity: Entity<M>) -> Option<&M> {
        let ticket = entity.ticket;
        if ticket.session != self.id {
            return None;
        }
        self.arena::<M>()?
            .living(ticket.index, ticket.generation)?
            .value
            .as_ref()
    }

    /// The living struct, about to be changed; where it stands if there is none, `None` in another session.
    #[inline]
    fn touch<M: Model>(&mut self, entity: Entity<M>) -> Result<&mut M, Option<Life>> {
        let Ticket {
            session,
            index,
            generation,
            ..
        } = entity.ticket;
        if session != self.id {
            return Err(None);
        }
        let Some(arena) = self.arenas.known_mut::<M>() else {
            return Err(Some(Life::Vacated));
        };
        if arena.living(index, generation).is_none() {
            return Err(Some(arena.life(index, generation)));
        }
        arena.touch(index).ok_or(Some(Life::Vacated))
    }

    /// The living struct of a watched row, or why there is none.
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
    /// assert_eq!(s.try_ref(ada)?.name, "ada");
    /// s.rollback()?; // the add never happened
    /// assert!(s.try_ref(ada).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity belongs to another session, was detached, or its `add` was undone.
    pub fn try_ref<M: Model>(&self, entity: Entity<M>) -> Result<&M> {
        self.living(entity)
            .ok_or_else(|| Error::misuse(self.refusal(entity)))
    }

    /// The living struct, to be changed, or why there is none.
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
    /// s.try_mut(ada)?.age = 36;
    /// let mut other = engine.session();
    /// assert!(other.try_mut(ada).is_err()); // a ticket of the first session
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity belongs to another session, was detached, or its `add` was undone.
    pub fn try_mut<M: Model>(&mut self, entity: Entity<M>) -> Result<&mut M> {
        self.touch(entity)
            .map_err(|life| Error::misuse(refusal(entity, life)))
    }

    /// Several living structs at once, to be changed.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").age(30).build());
    /// let bob = s.add(User::builder().name("bob").age(50).build());
    /// let [a, b] = s.get_disjoint_mut([ada, bob])?;
    /// std::mem::swap(&mut a.age, &mut b.age);
    /// assert_eq!((s[ada].age, s[bob].age), (50, 30));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` when one of them is not alive here, or two of them are the same.
    pub fn get_disjoint_mut<M: Model, const N: usize>(
        &mut self,
        entities: [Entity<M>; N],
    ) -> Result<[&mut M; N]> {
        for entity in entities {
            self.try_ref(entity)?;
        }
        let arena = self.arena_mut::<M>()?;
        for entity in entities {
            arena.touch(entity.ticket.index);
        }
        let places = entities.map(|entity| entity.ticket.index as usize);
        let slots = arena
            .slots
            .get_disjoint_mut(places)
            .ok_or_else(|| Error::misuse("the same entity is named twice"))?;
        let found: Vec<&mut M> = slots
            .into_iter()
            .filter_map(|slot| slot.value.as_mut())
            .collect();
        found
            .try_into()
            .map_err(|_| Error::misuse("the entity is not watched by this session"))
    }

    /// Why a ticket is not good here, as a sentence.
    #[cold]
    pub(super) fn refusal<M: Model>(&self, entity: Entity<M>) -> String {
        let own = entity.ticket.session == self.id;
        refusal(entity, own.then(|| self.life(entity.ticket)))
    }
}

#[cold]
fn refusal<M: Model>(entity: Entity<M>, life: Option<Life>) -> String {
    match life {
        None => format!("{entity:?} belongs to another session"),
        Some(Life::Undone) => format!("{entity:?} is no longer watched: its `add` was undone"),
        Some(_) => format!("{entity:?} is no longer watched: it was detached"),
    }
}

#[cold]
#[track_caller]
#[expect(
    clippy::panic,
    reason = "indexing with a dead ticket is the one documented panic"
)]
pub(super) fn dead(refusal: &str) -> ! {
    panic!("{refusal}; `try_ref` and `try_mut` return an error instead")
}
