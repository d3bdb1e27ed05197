//! The terminals of queries that answer with values: `all`, `first`, `one`, `count`, ….

use std::ops::ControlFlow;

use super::run::in_item;
use super::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::query::{Output, Select};
use crate::sql::{self, Dialect, compile_count, compile_exists, compile_select};
use crate::value::{Constant, Fault, Format, Row};

/// The terminals of a query, for signatures that should not name its tables: a function may return
/// `impl Rowset<Item = (String, i64)>`.
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
/// fn prices() -> impl Rowset<Item = (String, i64)> {
///     Book::filter(Book::price.gt(15)).columns((Book::title, Book::price))
/// }
/// assert_eq!(prices().all(&mut s)?, [("Ulysses".to_owned(), 20)]);
/// # Ok(())
/// # }
/// ```
pub trait Rowset {
    /// What one row becomes.
    type Item;

    /// All rows.
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
    /// fn lines(rows: &impl Rowset<Item = String>, s: &mut Session) -> crocus::Result<String> {
    ///     Ok(rows.all(s)?.join("\n"))
    /// }
    /// let titles = Book::select().order_by(Book::title.asc()).columns(Book::title);
    /// assert_eq!(lines(&titles, &mut s)?, "Emma\nUlysses");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports; `Decode` for a row that does not fit.
    fn all(&self, session: &mut Session) -> Result<Vec<Self::Item>>;

    /// The first row, if there is one.
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
    /// fn best(ranking: &impl Rowset<Item = String>, s: &mut Session) -> crocus::Result<String> {
    ///     Ok(ranking.first(s)?.unwrap_or_else(|| "nothing".to_owned()))
    /// }
    /// let by_price = Book::select().order_by(Book::price.desc()).columns(Book::title);
    /// assert_eq!(best(&by_price, &mut s)?, "Ulysses");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`all`](Rowset::all).
    fn first(&self, session: &mut Session) -> Result<Option<Self::Item>>;
}

impl<M, S, O: Output> Rowset for Select<M, S, O> {
    type Item = O::Item;

    fn all(&self, session: &mut Session) -> Result<Vec<O::Item>> {
        Select::all(self, session)
    }

    fn first(&self, session: &mut Session) -> Result<Option<O::Item>> {
        Select::first(self, session)
    }
}

impl<M, S, O: Output> Select<M, S, O> {
    /// All rows, as values.
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
    /// let books: Vec<Book> = Book::select().order_by(Book::price.desc()).all(&mut s)?;
    /// assert_eq!(books[0].title, "Ulysses");
    /// let titles: Vec<String> = Book::filter(Book::price.lt(15)).columns(Book::title).all(&mut s)?;
    /// assert_eq!(titles, ["Emma"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports; `Decode` for a row that does not fit.
    #[track_caller]
    pub fn all(&self, session: &mut Session) -> Result<Vec<O::Item>> {
        let select = self.lower()?;
        let mut rows = Vec::with_capacity(room(select));
        self.fetch(select, None, session, |item| {
            rows.push(item);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
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
    /// let cheapest = Book::select().order_by(Book::price.asc()).first(&mut s)?;
    /// assert_eq!(cheapest.map(|book| book.title), Some("Emma".to_owned()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`all`](Select::all).
    #[track_caller]
    pub fn first(&self, session: &mut Session) -> Result<Option<O::Item>> {
        let mut first = None;
        self.fetch(self.lower()?, Some(1), session, |item| {
            first = Some(item);
            ControlFlow::Break(())
        })?;
        Ok(first)
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
    /// let emma = Book::filter(Book::title.eq("Emma")).one(&mut s)?;
    /// assert_eq!(emma.price, 12);
    /// let error = Book::filter(Book::title.eq("Walden")).one(&mut s).unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::NotFound);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, `MultipleFound` when there are several; else like
    /// [`all`](Select::all).
    #[track_caller]
    pub fn one(&self, session: &mut Session) -> Result<O::Item> {
        let select = self.lower()?;
        let table = select.from.table;
        match self.only(select, session)? {
            Some(item) => Ok(item),
            None => Err(none_found(table)),
        }
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
    /// assert!(Book::filter(Book::title.eq("Walden")).one_or_none(&mut s)?.is_none());
    /// let error = Book::select().one_or_none(&mut s).unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::MultipleFound);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `MultipleFound` when there are several; else like [`all`](Select::all).
    #[track_caller]
    pub fn one_or_none(&self, session: &mut Session) -> Result<Option<O::Item>> {
        self.only(self.lower()?, session)
    }

    #[track_caller]
    fn only(&self, select: &sql::Select, session: &mut Session) -> Result<Option<O::Item>> {
        let table = select.from.table;
        let mut found = Vec::with_capacity(2);
        self.fetch(select, Some(2), session, |item| {
            found.push(item);
            ControlFlow::Continue(())
        })?;
        if found.len() > 1 {
            return Err(several_found(table));
        }
        Ok(found.pop())
    }

    /// The value of the first row of a query of one column, or `None` without a row.
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
    /// let dearest = Book::select().columns(Book::price.max()).scalar(&mut s)?;
    /// assert_eq!(dearest, Some(Some(20))); // a row, and in it a maximum that could be NULL
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`all`](Select::all).
    #[track_caller]
    pub fn scalar(&self, session: &mut Session) -> Result<Option<O::Item>> {
        self.first(session)
    }

    /// How many rows [`all`](Select::all) would return.
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
    /// assert_eq!(Book::filter(Book::price.ge(12)).count(&mut s)?, 2);
    /// assert_eq!(Book::select().limit(1).count(&mut s)?, 1); // what `all` would return
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    pub fn count(&self, session: &mut Session) -> Result<u64> {
        count(self.lower()?, session)
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
    /// assert!(Book::filter(Book::price.gt(15)).exists(&mut s)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    pub fn exists(&self, session: &mut Session) -> Result<bool> {
        exists(self.lower()?, session)
    }

    /// The SQL text, with `?` where values are bound.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// let sql = Book::filter(Book::price.gt(15)).columns(Book::title).to_sql()?;
    /// assert!(sql.starts_with("SELECT ") && sql.contains('?')); // the 15 is bound
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` or `Value` where the query could not run either.
    pub fn to_sql(&self) -> Result<String> {
        Ok(compile_select(self.lower()?, Dialect::Sqlite)?.sql)
    }

    /// How SQLite would run the query: the lines of EXPLAIN QUERY PLAN.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// let plan = Book::filter(Book::title.eq("Emma")).explain(&mut s)?;
    /// assert!(plan[0].contains("USING INDEX")); // `title` is unique
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database reports.
    #[track_caller]
    pub fn explain(&self, session: &mut Session) -> Result<Vec<String>> {
        let compiled = session.compile(self.lower()?)?;
        let mut lines = Vec::new();
        session.query(
            &format!("EXPLAIN QUERY PLAN {}", compiled.sql),
            &compiled.values(),
            &mut |row| {
                lines.push(row.get(3, Format::Plain).map_err(Fault::nowhere)?);
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok(lines)
    }

    #[track_caller]
    fn fetch(
        &self,
        select: &sql::Select,
        most: Option<u64>,
        session: &mut Session,
        mut each: impl FnMut(O::Item) -> ControlFlow<()>,
    ) -> Result<()> {
        let (formats, places) = (self.formats(), self.places());
        session.select(select, most, &mut |row: Row<'_>| {
            let item = O::read(&row, formats, places)
                .map_err(|fault| in_item(select, fault.in_row(O::key(&row))))?;
            Ok(each(item))
        })
    }
}

/// For how many rows there is room before the first is read: there may be fewer than the limit says.
fn room(select: &sql::Select) -> usize {
    const MOST: u64 = 64;
    let limit = select.limit.map(|limit| limit.min(MOST));
    limit.map_or(0, |limit| usize::try_from(limit).unwrap_or_default())
}

#[cold]
pub(super) fn none_found(table: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        format!("no row of `{table}` matches, but one must"),
    )
}

#[cold]
pub(super) fn several_found(table: &str) -> Error {
    let message = format!("several rows of `{table}` match, but at most one may");
    Error::new(ErrorKind::MultipleFound, message)
}

#[track_caller]
pub(super) fn count(select: &sql::Select, session: &mut Session) -> Result<u64> {
    session.autoflush()?;
    let mut compiled = compile_count(select, Dialect::Sqlite)?;
    session.resolve_params(&mut compiled.params)?;
    let count = integer(session, &compiled.sql, &compiled.values())?;
    Ok(u64::try_from(count).unwrap_or_default())
}

#[track_caller]
pub(super) fn exists(select: &sql::Select, session: &mut Session) -> Result<bool> {
    session.autoflush()?;
    let mut compiled = compile_exists(select, Dialect::Sqlite)?;
    session.resolve_params(&mut compiled.params)?;
    Ok(integer(session, &compiled.sql, &compiled.values())? != 0)
}

fn integer(session: &mut Session, sql: &str, values: &[&Constant]) -> Result<i64> {
    let mut answer = 0;
    session.query(sql, values, &mut |row| {
        answer = row.get(0, Format::Plain).map_err(Fault::nowhere)?;
        Ok(ControlFlow::Break(()))
    })?;
    Ok(answer)
}
