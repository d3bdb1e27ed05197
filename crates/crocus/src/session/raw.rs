//! Statements written by hand: `sql("..").bind(..)` and its terminals.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::expr::Sql;
use crate::model::Model;
use crate::query::FromRow;
use crate::schema::{ColumnDef, TableDef};
use crate::sql::{Params, RawPart, lent};
use crate::value::{ColumnType, Constant, Fault, Format, Layout, Row};

impl Sql {
    /// All rows, as tuples by order or structs by name.
    ///
    /// A statement that writes, such as INSERT .. RETURNING, begins the session's transaction.
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
    /// let rows: Vec<(String, i64)> = sql("SELECT title, price FROM books WHERE price < :p")
    ///     .bind("p", 15)
    ///     .all(&mut s)?;
    /// assert_eq!(rows, [("Emma".to_owned(), 12)]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports; `Decode` for a row that does not fit.
    #[track_caller]
    pub fn all<T: FromRow>(&self, session: &mut Session) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.fetch(session, T::positions, T::from_row, |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

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
    /// let row: Option<(i64, String)> = sql("SELECT id, title FROM books ORDER BY price DESC").first(&mut s)?;
    /// assert_eq!(row, Some((2, "Ulysses".to_owned())));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`all`](Sql::all).
    #[track_caller]
    pub fn first<T: FromRow>(&self, session: &mut Session) -> Result<Option<T>> {
        let mut first = None;
        self.fetch(session, T::positions, T::from_row, |row| {
            first = Some(row);
            ControlFlow::Break(())
        })?;
        Ok(first)
    }

    /// The first column of the first row; an error without a row. Where there may be none, ask for
    /// [`first`](Sql::first); where the value may be NULL, for an `Option`.
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
    /// let total: i64 = sql("SELECT sum(price) FROM books").scalar(&mut s)?;
    /// assert_eq!(total, 32);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` without a row; else like [`all`](Sql::all).
    #[track_caller]
    pub fn scalar<T: ColumnType>(&self, session: &mut Session) -> Result<T> {
        let mut first = None;
        let read = |row: &Row<'_>, _at: &[usize]| row.get(0, Format::Plain);
        self.fetch(
            session,
            |_| Ok(Vec::new()),
            read,
            |value| {
                first = Some(value);
                ControlFlow::Break(())
            },
        )?;
        first.ok_or_else(|| {
            let message = "the statement answered no row: ask for `first` where there may be none";
            Error::new(ErrorKind::NotFound, message).with_statement(self.text())
        })
    }

    /// All rows as models; the result must have all their columns, by name, in any order.
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
    /// let books: Vec<Book> = sql("SELECT * FROM books WHERE length(title) > :n").bind("n", 5).models(&mut s)?;
    /// assert_eq!(books[0].title, "Ulysses");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Decode` when a column is missing; else like [`all`](Sql::all).
    #[track_caller]
    pub fn models<M: Model>(&self, session: &mut Session) -> Result<Vec<M>> {
        let (text, params) = self.statement(session)?;
        let places = std::cell::RefCell::new(Vec::new());
        let mut find = |names: &[&str]| {
            *places.borrow_mut() = places_of(M::table(), names).map_err(Fault::nowhere)?;
            Ok(())
        };
        let mut rows = Vec::new();
        let result = session.run_raw(&text, &lent(&params), &mut find, &mut |row| {
            let places = places.borrow();
            let layout = Layout {
                formats: &[],
                places: &places,
            };
            let row = row.with_layout(&layout);
            rows.push(M::read(&row).map_err(|fault| super::keys::in_row::<M>(fault, &row))?);
            Ok(ControlFlow::Continue(()))
        });
        session.checked(result)?;
        Ok(rows)
    }

    /// Runs a statement that answers no rows; how many rows it changed.
    ///
    /// Tracked entities do not learn of what it changes: [`refresh`](Session::refresh) them.
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
    /// let changed = sql("UPDATE books SET stock = :n").bind("n", 3).execute(&mut s)?;
    /// assert_eq!(changed, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    pub fn execute(&self, session: &mut Session) -> Result<usize> {
        let (text, params) = self.statement(session)?;
        session.begin_write()?;
        let result = session
            .writer()
            .and_then(|lease| lease.execute(&text, &lent(&params)));
        session.note_write();
        session.checked(result)
    }

    #[track_caller]
    fn fetch<T>(
        &self,
        session: &mut Session,
        positions: impl Fn(&[&str]) -> Result<Vec<usize>, Fault>,
        read: impl Fn(&Row<'_>, &[usize]) -> Result<T, Fault>,
        mut each: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<()> {
        let (text, params) = self.statement(session)?;
        let places = std::cell::RefCell::new(Vec::new());
        let names = std::cell::RefCell::new(Vec::new());
        let mut find = |found: &[&str]| {
            *places.borrow_mut() = positions(found).map_err(Fault::nowhere)?;
            *names.borrow_mut() = found.iter().map(|name| (*name).to_owned()).collect();
            Ok(())
        };
        let result = session.run_raw(&text, &lent(&params), &mut find, &mut |row| {
            let row = read(&row, &places.borrow()).map_err(|fault| {
                match fault
                    .column()
                    .and_then(|place| names.borrow().get(place).cloned())
                {
                    Some(name) => fault.at(&name),
                    None => fault.nowhere(),
                }
            })?;
            Ok(each(row))
        });
        session.checked(result)
    }

    /// A transaction that begins or ends behind the session's back would leave memory and database
    /// apart.
    fn refuse_control(&self) -> Result<()> {
        const CONTROL: [&str; 6] = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];
        let verb = self.first_word();
        if CONTROL
            .iter()
            .any(|control| verb.eq_ignore_ascii_case(control))
        {
            return Err(Error::misuse(format!(
                "`{verb}` by hand would leave the session behind: use its `begin`, `commit`, \
                 `rollback`, `savepoint`"
            )));
        }
        Ok(())
    }

    /// The text with `?` for each value, and the values.
    #[track_caller]
    fn statement(&self, session: &mut Session) -> Result<(String, Params<'static>)> {
        session.autoflush()?;
        self.refuse_control()?;
        let mut text = String::new();
        let mut params = Params::new();
        for part in self.parts()? {
            match part {
                RawPart::Sql(sql) => text.push_str(&sql),
                RawPart::Value(value) => {
                    text.push('?');
                    params.push(Cow::Owned(value));
                }
            }
        }
        session.resolve_params(&mut params)?;
        Ok((text, params))
    }
}

/// Where the columns of a table stand among those of a result.
fn places_of(table: &TableDef, names: &[&str]) -> Result<Vec<usize>, Fault> {
    let place = |column: &ColumnDef| {
        let is_it = |name: &&str| name.eq_ignore_ascii_case(column.name);
        names.iter().position(is_it).ok_or_else(|| {
            Fault::decode(format!(
                "the result must have all columns of `{}`: `{}` is not among {}",
                table.name(),
                column.name,
                names.join(", ")
            ))
        })
    };
    table.columns.iter().map(place).collect()
}

impl Session {
    /// Runs SQL that answers rows: where it may stand depends on whether it writes.
    #[track_caller]
    fn run_raw(
        &mut self,
        text: &str,
        params: &[&Constant],
        names: &mut dyn FnMut(&[&str]) -> Result<()>,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        if self.free_reader()?.reads_only(text)? {
            return self.free_reader()?.query_named(text, params, names, each);
        }
        self.autoflush()?;
        self.begin_write()?;
        self.note_write();
        self.free_reader()?.query_named(text, params, names, each)
    }
}
