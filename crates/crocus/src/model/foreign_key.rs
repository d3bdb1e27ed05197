//! A reference to a row of another table.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::entity::Entity;
use super::model::Model;
use crate::value::{
    ColumnType, Declared, Fault, Format, NotNull, Other, SameClass, Scalar, Sink, Ticket, ValueRef,
};

/// A reference to a row of `M`: its key, or a pending entity that will get one.
///
/// It is a column and a relation at once: `Post::author.eq(alice)`, `.join(Post::author)`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User, Post])?;
/// # let mut s = engine.session();
/// let ada = s.add(User::builder().name("ada").build());
/// let post = s.add(Post::builder().title("Notes").author(ada).build()); // neither has a key yet
/// assert_eq!(s[post].author.key(), None);
/// s.flush()?;
/// assert_eq!(s[post].author.key(), Some(&1));
/// assert_eq!(Post::count(Post::author.eq(ada), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
pub struct ForeignKey<M: Model>(pub(crate) Referent<M>);

pub(crate) enum Referent<M: Model> {
    Key(M::Key),
    Pending(Pending),
}

/// The ticket of an entity, but for its model, which the type tells: rows are full of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Pending {
    session: u32,
    index: u32,
    generation: u32,
}

impl Pending {
    fn ticket<M: Model>(self) -> Ticket {
        Ticket {
            session: self.session,
            model: M::model_id(),
            index: self.index,
            generation: self.generation,
        }
    }
}

impl<M: Model> ForeignKey<M> {
    /// A reference to the row with this key.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let author: ForeignKey<User> = ForeignKey::new(7);
    /// assert_eq!(author.key(), Some(&7));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(key: M::Key) -> Self {
        ForeignKey(Referent::Key(key))
    }

    pub(crate) fn pending(entity: Entity<M>) -> Self {
        let Ticket {
            session,
            model: _,
            index,
            generation,
        } = entity.ticket;
        ForeignKey(Referent::Pending(Pending {
            session,
            index,
            generation,
        }))
    }

    /// The key, or `None` while the entity has none.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64 }
    /// assert_eq!(ForeignKey::<User>::new(3).key(), Some(&3));
    /// ```
    pub fn key(&self) -> Option<&M::Key> {
        match &self.0 {
            Referent::Key(key) => Some(key),
            Referent::Pending(_) => None,
        }
    }
}

/// The class of references to `M`: they compare with each other and with the keys of `M`.
#[derive(Debug)]
pub struct Fk<M>(PhantomData<fn() -> M>);

impl<M: Model<Key = K>, K> SameClass<Other<K>> for Fk<M> {}
impl<M: Model<Key = K>, K> SameClass<Fk<M>> for Other<K> {}

impl<M: Model> ColumnType for ForeignKey<M>
where
    M::Key: Scalar,
{
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    #[inline]
    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
        M::Key::decode(value, format).map(ForeignKey::new)
    }

    #[inline]
    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        match &self.0 {
            Referent::Key(key) => ColumnType::encode(key, format, sink),
            Referent::Pending(pending) => sink.pending(pending.ticket::<M>()),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl<M: Model> Scalar for ForeignKey<M>
where
    M::Key: Scalar,
{
    type Class = Fk<M>;
    const DECLARED: Declared = <M::Key as Scalar>::DECLARED;
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "it is `Copy` only where the key is"
)]
impl<M: Model> Clone for ForeignKey<M> {
    fn clone(&self) -> Self {
        ForeignKey(self.0.clone())
    }
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "it is `Copy` only where the key is"
)]
impl<M: Model> Clone for Referent<M> {
    fn clone(&self) -> Self {
        match self {
            Referent::Key(key) => Referent::Key(key.clone()),
            Referent::Pending(pending) => Referent::Pending(*pending),
        }
    }
}

impl<M: Model> Copy for ForeignKey<M> where M::Key: Copy {}
impl<M: Model> Copy for Referent<M> where M::Key: Copy {}

impl<M: Model> PartialEq for ForeignKey<M> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Referent::Key(one), Referent::Key(two)) => one == two,
            (Referent::Pending(one), Referent::Pending(two)) => one == two,
            _ => false,
        }
    }
}

impl<M: Model> Eq for ForeignKey<M> {}

impl<M: Model> Hash for ForeignKey<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Referent::Key(key) => key.hash(state),
            Referent::Pending(pending) => pending.hash(state),
        }
    }
}

impl<M: Model> fmt::Debug for ForeignKey<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Referent::Key(key) => write!(f, "ForeignKey({key:?})"),
            Referent::Pending(pending) => write!(f, "ForeignKey(pending {})", pending.index),
        }
    }
}
