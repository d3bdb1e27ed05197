//! The arenas of a session, and the room that one session leaves for the next.

use std::any::Any;

use smallvec::SmallVec;

use super::any_arena::AnyArena;
use super::arena::Arena;
use crate::engine::Room;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::value::Ticket;

/// How many rows of a model the next session finds room for: what most sessions watch, and little enough
/// to be kept for every model.
const LEFT: u32 = 64;

/// What a session watches, by model id.
#[derive(Default)]
pub(super) struct Arenas {
    /// There is place for the models of a small program.
    known: SmallVec<[Option<Box<dyn AnyArena>>; 4]>,
    /// Those of a session before this one, empty.
    spare: Option<Box<Spare>>,
}

type Spare = Vec<Option<Box<dyn AnyArena>>>;

impl Arenas {
    /// The arena of a model, if one of its rows was watched.
    #[inline]
    pub(super) fn of<M: Model>(&self) -> Option<&Arena<M>> {
        let arena = self.known.get(M::model_id() as usize)?;
        let arena: &dyn Any = &**arena.as_ref()?;
        arena.downcast_ref()
    }

    /// The arena of a model, made when it is missing.
    #[inline]
    pub(super) fn of_mut<M: Model>(&mut self) -> Result<&mut Arena<M>> {
        let id = M::model_id() as usize;
        if self.known.get(id).is_none_or(Option::is_none) {
            self.add::<M>(id);
        }
        // Model ids are unique in a program.
        self.known_mut().ok_or_else(two_of_one_id)
    }

    /// The same, if one of the model's rows was watched.
    #[inline]
    pub(super) fn known_mut<M: Model>(&mut self) -> Option<&mut Arena<M>> {
        let arena = self.known.get_mut(M::model_id() as usize)?;
        let arena: &mut dyn Any = &mut **arena.as_mut()?;
        arena.downcast_mut()
    }

    /// Whether nothing was ever watched.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// All arenas, each with the number of its model.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u32, &dyn AnyArena)> {
        let numbered = (0..).zip(&self.known);
        numbered.filter_map(|(model, arena)| Some((model, arena.as_deref()?)))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &dyn AnyArena> {
        self.known.iter().filter_map(Option::as_deref)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn AnyArena>> {
        self.known.iter_mut().flatten()
    }

    /// The arena of the model with this number.
    pub(super) fn at(&self, model: u32) -> Option<&dyn AnyArena> {
        self.known.get(model as usize)?.as_deref()
    }

    pub(super) fn at_mut(&mut self, model: u32) -> Option<&mut Box<dyn AnyArena>> {
        self.known.get_mut(model as usize)?.as_mut()
    }

    /// The arena of an entity, if it is one of this session.
    pub(super) fn of_entity(&self, session: u32, ticket: Ticket) -> Option<&dyn AnyArena> {
        if ticket.session != session {
            return None;
        }
        self.at(ticket.model)
    }

    // Once for each model: what follows is short without it.
    #[inline(never)]
    fn add<M: Model>(&mut self, id: usize) {
        if self.known.len() <= id {
            self.known.resize_with(id + 1, || None);
        }
        let spare = self
            .spare
            .as_mut()
            .and_then(|spare| spare.get_mut(id)?.take());
        self.known[id] = Some(spare.unwrap_or_else(|| Box::new(Arena::<M>::new())));
    }

    /// Uses the room that another session has left.
    pub(super) fn move_in(&mut self, room: Option<Room>) {
        self.spare = room.and_then(|room| room.downcast().ok());
    }

    /// Forgets what few rows are watched; the room that they took.
    ///
    /// Many rows stay, to be dropped when others need not wait for the connection any more.
    pub(super) fn move_out(&mut self) -> Option<Room> {
        if self.known.is_empty() {
            return self.spare.take().map(|spare| spare as Room);
        }
        let mut spare = self.spare.take().unwrap_or_default();
        if spare.len() < self.known.len() {
            spare.resize_with(self.known.len(), || None);
        }
        for (place, arena) in spare.iter_mut().zip(&mut self.known) {
            if let Some(mut few) = arena.take_if(|arena| arena.places() <= LEFT) {
                few.clear(LEFT as usize);
                *place = Some(few);
            }
        }
        Some(spare)
    }
}

#[cold]
fn two_of_one_id() -> Error {
    Error::misuse("two models share one id")
}
