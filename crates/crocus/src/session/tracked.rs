//! Queries that answer with entities: `.tracked()`, `session.load`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::ControlFlow;

use super::arena::Freshness;
use super::fetch;
use super::keys::in_row;
use super::run::keys_instead;
use super::session::Session;
use crate::error::{Error, Result};
use crate::model::{Entity, Model};
use crate::query::{Rows, Select};
use crate::sql::{self, Values};

/// A query that answers with entities; made by [`Select::tracked`].
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
///
/// for book in Book::filter(Book::price.lt(15)).tracked().all(&mut s)? {
///     s[book].price += 1; // written by the next flush
/// }
/// s.commit()?;
/// assert_eq!(Book::find_one(Book::title.eq("Emma"), &mut s)?.price, 13);
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing before `.all(&mut session)`, `.one`, `.first` or another of its ends"]
pub struct Tracked<M> {
    select: Result<sql::Select, String>,
    model: PhantomData<fn() -> M>,
}

impl<A, M: Model, S> Select<A, S, Rows<M>> {
    /// The same query, answering with entities: rows that the session watches.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let query = Book::filter(Book::title.eq("Emma"));
    /// let emma: Book = query.one(&mut s)?; // to show
    /// let entity: Entity<Book> = query.tracked().one(&mut s)?; // to change
    /// assert_eq!(s[entity].price, emma.price);
    /// # Ok(())
    /// # }
    /// ```
    pub fn tracked(&self) -> Tracked<M> {
        let select = self.lower().cloned().map_err(|error| error.to_string());
        Tracked {
            select,
            model: PhantomData,
        }
    }
}

impl<M> Clone for Tracked<M> {
    fn clone(&self) -> Self {
        Tracked {
            select: self.select.clone(),
            model: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Tracked<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracked")
            .field("select", &self.select)
            .finish()
    }
}

/// What [`Session::load`] takes: a query whose rows are whole models.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
///
/// use crocus::EntityQuery;
///
/// /// Changes what a query answers with.
/// fn reprice(books: impl EntityQuery<Root = Book>, s: &mut Session) -> crocus::Result<usize> {
///     let books = s.load(books)?;
///     for &book in &books {
///         s[book].price -= 1;
///     }
///     Ok(books.len())
/// }
/// assert_eq!(reprice(Book::filter(Book::price.gt(15)), &mut s)?, 1);
/// assert_eq!(Book::find_one(Book::title.eq("Ulysses"), &mut s)?.price, 19);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not answer with whole rows, so they cannot be tracked",
    label = "expected a query of a model, without `.columns(..)`",
    note = "to read some columns use `.all(&mut session)`"
)]
pub trait EntityQuery {
    /// The model of the entities.
    type Root: Model;

    /// The query, answering with entities.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// use crocus::EntityQuery;
    ///
    /// fn only(books: impl EntityQuery<Root = Book>, s: &mut Session) -> crocus::Result<Entity<Book>> {
    ///     books.entities().one(s)
    /// }
    /// let emma = only(Book::filter(Book::price.lt(15)), &mut s)?;
    /// assert_eq!(s[emma].title, "Emma");
    /// # Ok(())
    /// # }
    /// ```
    fn entities(&self) -> Tracked<Self::Root>;
}

impl<A, M: Model, S> EntityQuery for Select<A, S, Rows<M>> {
    type Root = M;

    fn entities(&self) -> Tracked<M> {
        self.tracked()
    }
}

impl<M: Model> EntityQuery for Tracked<M> {
    type Root = M;

    fn entities(&self) -> Tracked<M> {
        self.clone()
    }
}

impl<Q: EntityQuery> EntityQuery for &Q {
    type Root = Q::Root;

    fn entities(&self) -> Tracked<Q::Root> {
        (**self).entities()
    }
}

impl Session {
    /// The rows of a query as entities: `query.tracked().all(&mut session)`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let books = s.load(Book::select().order_by(Book::price.desc()))?;
    /// assert_eq!(s[books[0]].title, "Ulysses");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports; `Decode` for a row that does not fit.
    #[track_caller]
    pub fn load<Q: EntityQuery>(&mut self, query: Q) -> Result<Vec<Entity<Q::Root>>> {
        query.entities().all(self)
    }
}

impl<M: Model> Tracked<M> {
    fn select(&self) -> Result<&sql::Select> {
        self.select.as_ref().map_err(Error::misuse)
    }

    /// All rows, as entities; a row that joins repeat is the same entity each time.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let books = Book::select().tracked().all(&mut s)?;
    /// assert_eq!(books.iter().map(|book| s[*book].price).sum::<i64>(), 32);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports; `Decode` for a row that does not fit.
    #[track_caller]
    pub fn all(&self, session: &mut Session) -> Result<Vec<Entity<M>>> {
        session.meet(self.select()?, None)
    }

    /// The first row, or `None` where there is none.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// if let Some(book) = Book::select().order_by(Book::price.asc()).tracked().first(&mut s)? {
    ///     assert_eq!(s[book].title, "Emma");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`all`](Tracked::all).
    #[track_caller]
    pub fn first(&self, session: &mut Session) -> Result<Option<Entity<M>>> {
        Ok(session.meet(self.select()?, Some(1))?.pop())
    }

    /// The only row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let emma = Book::filter(Book::title.eq("Emma")).tracked().one(&mut s)?;
    /// assert_eq!(s[emma].price, 12);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, `MultipleFound` when there are several; else like
    /// [`all`](Tracked::all).
    #[track_caller]
    pub fn one(&self, session: &mut Session) -> Result<Entity<M>> {
        self.one_or_none(session)?
            .ok_or_else(|| fetch::none_found(M::table().name()))
    }

    /// The only row, or `None` where there is none.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let walden = Book::filter(Book::title.eq("Walden")).tracked().one_or_none(&mut s)?;
    /// assert_eq!(walden, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `MultipleFound` when there are several; else like [`all`](Tracked::all).
    #[track_caller]
    pub fn one_or_none(&self, session: &mut Session) -> Result<Option<Entity<M>>> {
        let mut found = session.meet::<M>(self.select()?, Some(2))?;
        if found.len() > 1 {
            return Err(fetch::several_found(M::table().name()));
        }
        Ok(found.pop())
    }

    /// How many rows [`all`](Tracked::all) would return.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// assert_eq!(Book::filter(Book::price.gt(5)).tracked().count(&mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    pub fn count(&self, session: &mut Session) -> Result<u64> {
        fetch::count(self.select()?, session)
    }

    /// Whether there is any row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// assert!(Book::filter(Book::price.gt(15)).tracked().exists(&mut s)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    pub fn exists(&self, session: &mut Session) -> Result<bool> {
        fetch::exists(self.select()?, session)
    }
}

impl Session {
    /// Runs a query of whole rows and watches them.
    #[track_caller]
    fn meet<M: Model>(
        &mut self,
        select: &sql::Select,
        most: Option<u64>,
    ) -> Result<Vec<Entity<M>>> {
        self.autoflush()?;
        let mut entities = Vec::new();
        let result = self.meet_into::<M>(select, most, &mut entities);
        self.checked(result)?;
        Ok(entities)
    }

    fn meet_into<M: Model>(
        &mut self,
        select: &sql::Select,
        most: Option<u64>,
        entities: &mut Vec<Entity<M>>,
    ) -> Result<()> {
        let moment = self.moment();
        let (session, model) = (self.id, M::model_id());
        let own;
        let (lease, freshness) = match self.lease.held() {
            Some(lease) => (lease, Freshness::Repeatable),
            None => {
                own = self.lease.engine().reader()?;
                (&own, Freshness::Always)
            }
        };
        let arenas = &mut self.arenas;
        let texts = lease.texts()?;
        texts.select(select, most, |sql, values| {
            let keys = keys_instead(arenas, session, values)?;
            let keys: Option<Values<'_>> = keys.as_ref().map(|keys| keys.iter().collect());
            let values = keys.as_deref().unwrap_or(values);
            let arena = arenas.of_mut::<M>()?;
            // A row that is not watched comes mostly after one that was not.
            let mut known = !arena.by_key.is_empty();
            lease.query(sql, values, &mut |row| {
                let watched = arena.by_key.len();
                let met = if known {
                    arena.meet(&row, freshness, moment)
                } else {
                    arena.meet_unknown(&row, freshness, moment)
                };
                let index = met.map_err(|fault| in_row::<M>(fault, &row))?;
                known = arena.by_key.len() == watched;
                let generation = arena.slots[index as usize].generation;
                let ticket = crate::value::Ticket {
                    session,
                    model,
                    index,
                    generation,
                };
                entities.push(Entity::new(ticket));
                Ok(ControlFlow::Continue(()))
            })
        })
    }

    /// Lends a connection and the arena of a model at once.
    pub(super) fn meet_rows<M: Model, T>(
        &mut self,
        body: impl FnOnce(
            &crate::engine::Lease<'_>,
            &mut super::arena::Arena<M>,
            Freshness,
        ) -> Result<T>,
    ) -> Result<T> {
        let own;
        let (lease, freshness) = match self.lease.held() {
            Some(lease) => (lease, Freshness::Repeatable),
            None => {
                own = self.lease.engine().reader()?;
                (&own, Freshness::Always)
            }
        };
        let arena = self.arenas.of_mut::<M>()?;
        body(lease, arena, freshness)
    }
}
