//! The ticket of a tracked row.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::value::Ticket;

/// A ticket for a row that a session watches: `session[alice]` is its one living struct.
///
/// It is `Copy`, holds no reference, and is good for its own session only.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// let ada: Entity<User> = s.add(User::builder().name("ada").build());
/// let same = ada; // a copy of the ticket: the same row
/// s[same].age = 36;
/// assert_eq!(s[ada].age, 36);
/// # Ok(())
/// # }
/// ```
pub struct Entity<M> {
    pub(crate) ticket: Ticket,
    model: PhantomData<fn() -> M>,
}

impl<M> Entity<M> {
    #[inline]
    pub(crate) fn new(ticket: Ticket) -> Self {
        Entity {
            ticket,
            model: PhantomData,
        }
    }
}

impl<M> Clone for Entity<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Entity<M> {}

impl<M> PartialEq for Entity<M> {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

impl<M> Eq for Entity<M> {}

impl<M> Hash for Entity<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ticket.hash(state);
    }
}

impl<M> fmt::Debug for Entity<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = std::any::type_name::<M>();
        let model = model.rsplit("::").next().unwrap_or(model);
        write!(
            f,
            "Entity<{model}>({}.{})",
            self.ticket.index, self.ticket.generation
        )
    }
}
