//! INSERT of many rows as a typed value.

use std::fmt;
use std::marker::PhantomData;

use super::formats::Formats;
use super::reader::Cols;
use super::selection::Selection;
use super::unique::UniqueColumns;
use crate::expr::Table;
use crate::model::Model;
use crate::sql::{Conflict, Item};

/// Inserts many rows; made by `User::insert_all(rows)`, run by `.execute(&mut session)`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let rows = ["bob", "eve"].map(|name| User::builder().name(name).build());
/// assert_eq!(User::insert_all(rows).execute(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is inserted before `.execute(&mut session)` or `.all`"]
pub struct InsertAll<M, O = ()> {
    pub(crate) rows: Vec<M>,
    pub(crate) conflict: Option<Conflict>,
    pub(crate) returning: Vec<Item>,
    pub(crate) formats: Formats,
    marker: PhantomData<fn() -> O>,
}

/// An INSERT for which it is still to be said what a conflict does; made by
/// [`InsertAll::on_conflict`].
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let row = User::builder().name("Ada").age(37).build();
/// User::insert_all([row]).on_conflict(User::name).set(User::age).execute(&mut s)?;
/// assert_eq!(User::find_one(User::name.eq("Ada"), &mut s)?.age, 37);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is inserted before `.set(columns)` or `.ignore()`, and `.execute(&mut session)`"]
pub struct OnConflict<M> {
    insert: InsertAll<M>,
    target: Vec<&'static str>,
}

impl<M: Model> InsertAll<M> {
    pub(super) fn new(rows: Vec<M>) -> Self {
        InsertAll {
            rows,
            conflict: None,
            returning: Vec::new(),
            formats: Formats::default(),
            marker: PhantomData,
        }
    }

    /// `ON CONFLICT DO NOTHING`: rows that break any unique constraint are left out.
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
    /// let books = ["Emma", "Walden"].map(|title| Book::builder().title(title).build());
    /// assert_eq!(Book::insert_all(books).ignore().execute(&mut s)?, 1); // "Emma" is there already
    /// # Ok(())
    /// # }
    /// ```
    pub fn ignore(mut self) -> Self {
        self.conflict = Some(Conflict::Ignore(Vec::new()));
        self
    }

    /// `ON CONFLICT (columns)`: what happens with rows that break this unique constraint.
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
    /// let delivery = ["Emma", "Walden"].map(|title| Book::builder().title(title).price(9).build());
    /// Book::insert_all(delivery).on_conflict(Book::title).set(Book::price).execute(&mut s)?;
    /// assert_eq!(Book::find_one(Book::title.eq("Emma"), &mut s)?.price, 9);
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_conflict<C: UniqueColumns<M>>(self, columns: C) -> OnConflict<M> {
        OnConflict {
            insert: self,
            target: columns.names(),
        }
    }
}

impl<M: Model> OnConflict<M> {
    /// `DO UPDATE SET column = excluded.column, ..`: the row that is there takes these columns of the
    /// new one.
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
    /// let emma = Book::builder().title("Emma").price(9).stock(4).build();
    /// Book::insert_all([emma]).on_conflict(Book::title).set((Book::price, Book::stock)).execute(&mut s)?;
    /// let emma = Book::find_one(Book::title.eq("Emma"), &mut s)?;
    /// assert_eq!((emma.id, emma.price, emma.stock), (1, 9, 4));
    /// # Ok(())
    /// # }
    /// ```
    pub fn set<C: UniqueColumns<M>>(self, columns: C) -> InsertAll<M> {
        let mut insert = self.insert;
        insert.conflict = Some(Conflict::Update {
            target: self.target,
            set: columns.names(),
            assign: Vec::new(),
        });
        insert
    }

    /// `DO NOTHING`: such rows are left out.
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
    /// let emma = Book::builder().title("Emma").build();
    /// let inserted = Book::insert_all([emma]).on_conflict(Book::title).ignore().execute(&mut s)?;
    /// assert_eq!(inserted, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ignore(self) -> InsertAll<M> {
        let mut insert = self.insert;
        insert.conflict = Some(Conflict::Ignore(self.target));
        insert
    }
}

impl<M: Model, O> InsertAll<M, O> {
    /// `RETURNING`: the inserted and updated rows, as `.columns(..)` would select them.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// let books = ["Emma", "Ulysses"].map(|title| Book::builder().title(title).build());
    /// let ids = Book::insert_all(books).returning(Book::id).all(&mut s)?;
    /// assert_eq!(ids, [1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn returning<X: Selection<Table<M>, I>, I>(
        self,
        columns: X,
    ) -> InsertAll<M, Cols<X::Reader>> {
        let mut returning = Vec::new();
        let mut formats = Formats::default();
        columns.select(&mut returning, &mut formats);
        InsertAll {
            rows: self.rows,
            conflict: self.conflict,
            returning,
            formats,
            marker: PhantomData,
        }
    }
}

impl<M: Clone, O> Clone for InsertAll<M, O> {
    fn clone(&self) -> Self {
        InsertAll {
            rows: self.rows.clone(),
            conflict: self.conflict.clone(),
            returning: self.returning.clone(),
            formats: self.formats.clone(),
            marker: PhantomData,
        }
    }
}

impl<M, O> fmt::Debug for InsertAll<M, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsertAll")
            .field("rows", &self.rows.len())
            .field("conflict", &self.conflict)
            .finish_non_exhaustive()
    }
}
