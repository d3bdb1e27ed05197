//! The terminals of statements that change many rows at once: `update`, `delete`, `execute`.

use super::run::in_item;
use super::session::Session;
use crate::error::Result;
use crate::expr::{OneTable, Tables};
use crate::model::Model;
use crate::query::{DeleteQuery, InsertAll, Output, Rows, Select, UpdateQuery};
use crate::sql::{self, Item, Node};
use crate::value::{Format, Row};

impl<M: Model> UpdateQuery<M> {
    /// Runs the UPDATE; how many rows it changed.
    ///
    /// Pending changes are flushed first, the version column counts up, tracked entities take the new
    /// values.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// Book::insert_all(["Emma", "Ulysses"].map(|title| Book::builder().title(title).build())).execute(&mut s)?;
    /// let changed = Book::filter(Book::stock.eq(0)).set(Book::stock, Book::stock + 5).update(&mut s)?;
    /// assert_eq!(changed, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush or the database reports.
    #[track_caller]
    pub fn update(&self, session: &mut Session) -> Result<usize> {
        let tree = self.lower()?;
        session.update_rows::<M>(tree, &mut |_| Ok(()))
    }
}

impl<M: Model, R> UpdateQuery<M, R>
where
    R: Output,
{
    /// Runs the UPDATE; what it returns of each changed row.
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
    /// let cheaper = Book::filter(Book::price.gt(15)).set(Book::price, Book::price / 2);
    /// let prices = cheaper.returning((Book::title, Book::price)).all(&mut s)?;
    /// assert_eq!(prices, [("Ulysses".to_owned(), 10)]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`update`](UpdateQuery::update).
    #[track_caller]
    pub fn all(&self, session: &mut Session) -> Result<Vec<R::Item>> {
        let tree = self.lower()?;
        let returned = tree.returned();
        let mut rows = Vec::new();
        session.update_rows::<M>(tree, &mut |row| {
            rows.push(read_returned::<R>(&row, self.formats(), returned)?);
            Ok(())
        })?;
        Ok(rows)
    }
}

fn read_returned<R: Output>(row: &Row<'_>, formats: &[Format], items: &[Item]) -> Result<R::Item> {
    R::read(row, formats, &[]).map_err(|fault| match items.first() {
        Some(Item {
            node: Node::Column { source, .. } | Node::Columns { source, .. },
            ..
        }) => {
            let mut select = sql::Select::new(source);
            select.items = items.to_vec();
            in_item(&select, fault)
        }
        _ => fault.nowhere(),
    })
}

impl<M: Model, S> Select<M, S, Rows<M>> {
    /// Deletes the rows that the query would answer with; how many there were.
    ///
    /// Pending changes are flushed first; tracked entities of deleted rows become deleted, as do
    /// those that the database deletes with them.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// Book::create(Book::builder().title("Emma").build(), &mut s)?;
    /// assert_eq!(Book::filter(Book::stock.eq(0)).delete(&mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush or the database reports.
    #[track_caller]
    pub fn delete<T: OneTable>(&self, session: &mut Session) -> Result<usize>
    where
        S: Tables<List = T>,
    {
        self.with_delete(|tree| session.delete_rows::<M>(tree, &mut |_| Ok(())))
    }
}

impl<M: Model, R: Output> DeleteQuery<M, R> {
    /// Runs the DELETE; what it returns of each deleted row.
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
    /// let sold: Vec<Book> = Book::filter(Book::price.lt(15)).returning(Book::all_columns).delete(&mut s)?;
    /// assert_eq!(sold[0].title, "Emma");
    /// assert_eq!(Book::select().count(&mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush or the database reports.
    #[track_caller]
    pub fn delete(&self, session: &mut Session) -> Result<Vec<R::Item>> {
        let tree = self.lower()?;
        let mut rows = Vec::new();
        session.delete_rows::<M>(tree, &mut |row| {
            rows.push(read_returned::<R>(&row, self.formats(), tree.returning)?);
            Ok(())
        })?;
        Ok(rows)
    }
}

impl<M: Model> InsertAll<M> {
    /// Runs the INSERT; how many rows were inserted or updated.
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
    /// assert_eq!(Book::insert_all(books).execute(&mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush or the database reports; then none of the rows is inserted.
    #[track_caller]
    pub fn execute(&self, session: &mut Session) -> Result<usize> {
        session.insert_rows(self, &mut |_| Ok(()))
    }
}

impl<M: Model, R: Output> InsertAll<M, R> {
    /// Runs the INSERT; what it returns of each row that was inserted or updated.
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
    /// let delivery = ["Emma", "Walden"].map(|title| Book::builder().title(title).build());
    /// let added = Book::insert_all(delivery).ignore().returning(Book::title).all(&mut s)?;
    /// assert_eq!(added, ["Walden"]); // "Emma" was there already
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Like [`execute`](InsertAll::execute).
    #[track_caller]
    pub fn all(&self, session: &mut Session) -> Result<Vec<R::Item>> {
        let mut rows = Vec::new();
        session.insert_rows(self, &mut |row| {
            rows.push(read_returned::<R>(
                &row,
                self.formats.listed(),
                &self.returning,
            )?);
            Ok(())
        })?;
        Ok(rows)
    }
}
