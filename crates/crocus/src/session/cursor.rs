//! Streaming a result in constant memory.
//!
//! A statement borrows its connection: so a cursor holds the connection, and its iterator the
//! statement: `for user in query.cursor(&mut session)?.iter()? { .. }`.

use std::borrow::Cow;
use std::fmt;

use super::run::in_item;
use super::session::{Reader, Session};
use crate::engine::Running;
use crate::error::Result;
use crate::query::{Output, Select};
use crate::sql::{self, Params, Text, lent};
use crate::value::{Constant, Format};

/// A query that is about to be read row by row; it keeps the session busy until it is dropped.
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
/// let query = User::select();
/// let mut cursor = query.cursor(&mut s)?;
/// for user in cursor.iter()? {
///     assert_eq!(user?.name, "Ada");
/// }
/// # Ok(())
/// # }
/// ```
pub struct Cursor<'s, O> {
    /// Outside of a transaction the cursor has one of its own.
    connection: Reader<'s>,
    sql: String,
    select: sql::Select,
    params: Params<'static>,
    formats: Vec<Format>,
    places: Vec<usize>,
    output: std::marker::PhantomData<fn() -> O>,
}

impl<M, S, O: Output> Select<M, S, O> {
    /// The query's rows one by one, however many there are.
    ///
    /// Outside of a transaction the cursor has a connection of its own, which it gives back when it is
    /// dropped.
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
    /// let mut total = 0;
    /// for price in Book::select().columns(Book::price).cursor(&mut s)?.iter()? {
    ///     total += price?; // one row in memory at a time
    /// }
    /// assert_eq!(total, 32);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    pub fn cursor<'s>(&self, session: &'s mut Session) -> Result<Cursor<'s, O>> {
        let select = self.lower()?;
        session.autoflush()?;
        let compiled = session.compile(select)?;
        Ok(Cursor {
            connection: session.free_reader()?,
            sql: compiled.sql,
            select: select.clone(),
            params: compiled.params.into_iter().map(own).collect(),
            formats: self.formats().to_vec(),
            places: self.places().to_vec(),
            output: std::marker::PhantomData,
        })
    }
}

fn own(param: Cow<'_, Constant>) -> Cow<'static, Constant> {
    Cow::Owned(param.into_owned())
}

impl<O: Output> Cursor<'_, O> {
    /// Reads the rows, one with each step; from the beginning each time it is called.
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
    /// let mut cursor = Book::select().order_by(Book::title.asc()).cursor(&mut s)?;
    /// let first = cursor.iter()?.next().transpose()?;
    /// assert_eq!(first.map(|book| book.title), Some("Emma".to_owned()));
    /// assert_eq!(cursor.iter()?.count(), 2); // from the beginning
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database reports.
    #[expect(
        clippy::iter_not_returning_iterator,
        reason = "it returns a result of one"
    )]
    pub fn iter(&mut self) -> Result<CursorRows<'_, O>> {
        let statement = self.connection.prepare(Text::Lent(&self.sql))?;
        Ok(CursorRows {
            rows: statement.run(&lent(&self.params))?,
            select: &self.select,
            formats: &self.formats,
            places: &self.places,
            done: false,
            output: std::marker::PhantomData,
        })
    }
}

/// The rows of a [`Cursor`]; the iteration ends after the first error.
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
/// use crocus::{CursorRows, query::Rows};
///
/// /// Reads no further than the sum needs.
/// fn affordable(books: CursorRows<'_, Rows<Book>>, mut money: i64) -> crocus::Result<usize> {
///     let mut count = 0;
///     for book in books {
///         money -= book?.price;
///         if money < 0 {
///             break;
///         }
///         count += 1;
///     }
///     Ok(count)
/// }
/// let mut cursor = Book::select().order_by(Book::price.asc()).cursor(&mut s)?;
/// assert_eq!(affordable(cursor.iter()?, 30)?, 1);
/// # Ok(())
/// # }
/// ```
pub struct CursorRows<'c, O> {
    rows: Running<'c>,
    select: &'c sql::Select,
    formats: &'c [Format],
    places: &'c [usize],
    done: bool,
    output: std::marker::PhantomData<fn() -> O>,
}

impl<O: Output> Iterator for CursorRows<'_, O> {
    type Item = Result<O::Item>;

    fn next(&mut self) -> Option<Result<O::Item>> {
        if self.done {
            return None;
        }
        let (select, formats, places) = (self.select, self.formats, self.places);
        let item = self.rows.next(|row| {
            let read = O::read(&row, formats, places);
            read.map_err(|fault| in_item(select, fault.in_row(O::key(&row))))
        });
        self.done = !matches!(item, Ok(Some(_)));
        item.transpose()
    }
}

impl<O> fmt::Debug for Cursor<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("params", &self.params)
            .finish_non_exhaustive()
    }
}

impl<O> fmt::Debug for CursorRows<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CursorRows")
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}
