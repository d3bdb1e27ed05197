//! DELETE as a typed value.

use std::fmt;
use std::marker::PhantomData;

use super::formats::Formats;
use super::reader::{Cols, Rows};
use super::select::Select;
use super::selection::Selection;
use crate::error::{Error, Result};
use crate::expr::Table;
use crate::model::Model;
use crate::sql::{self, Few, Item, Node};
use crate::value::Format;

/// Deletes the rows that match and answers with them; made by [`Select::returning`], run by
/// `.delete(&mut session)`.
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
/// let gone = User::filter(User::age.gt(30)).returning(User::name).delete(&mut s)?;
/// assert_eq!(gone, ["Ada"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is deleted before `.delete(&mut session)`"]
pub struct DeleteQuery<M, O> {
    filter: Result<Few<Node>, String>,
    returning: Vec<Item>,
    formats: Formats,
    marker: PhantomData<fn() -> (M, O)>,
}

impl<M: Model> Select<M, Table<M>, Rows<M>> {
    /// `RETURNING`, for `.delete(&mut session)`: the deleted rows, as `.columns(..)` would select them.
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
    /// let gone = Book::filter(Book::price.gt(15)).returning(Book::title).delete(&mut s)?;
    /// assert_eq!(gone, ["Ulysses"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn returning<X: Selection<Table<M>, I>, I>(
        self,
        columns: X,
    ) -> DeleteQuery<M, Cols<X::Reader>> {
        let mut returning = Vec::new();
        let mut formats = Formats::default();
        columns.select(&mut returning, &mut formats);
        let filter = self.row_filter().map_err(|error| error.to_string());
        DeleteQuery {
            filter,
            returning,
            formats,
            marker: PhantomData,
        }
    }
}

impl<M: Model, S> Select<M, S, Rows<M>> {
    /// Runs `body` with the tree of a DELETE of the rows that the query would answer with.
    pub(crate) fn with_delete<T>(
        &self,
        body: impl FnOnce(sql::Delete<'_>) -> Result<T>,
    ) -> Result<T> {
        let own;
        let filter = match self.plain_filter() {
            Some(filter) => filter,
            None => {
                own = self.clone().row_filter()?;
                &own
            }
        };
        body(sql::Delete {
            table: M::REF,
            filter,
            returning: &[],
        })
    }
}

impl<M: Model, O> DeleteQuery<M, O> {
    /// The whole tree.
    pub(crate) fn lower(&self) -> Result<sql::Delete<'_>> {
        let filter = self.filter.as_ref();
        Ok(sql::Delete {
            table: M::REF,
            filter: filter.map_err(|message| Error::misuse(message.as_str()))?,
            returning: &self.returning,
        })
    }

    pub(crate) fn formats(&self) -> &[Format] {
        self.formats.listed()
    }
}

impl<M, O> fmt::Debug for DeleteQuery<M, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeleteQuery")
            .field("filter", &self.filter)
            .finish_non_exhaustive()
    }
}
