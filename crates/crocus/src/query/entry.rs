//! Where queries begin: `User::select()`, `User::filter(..)`, `from(Alias)`.

use std::fmt;
use std::marker::PhantomData;

use super::insert::InsertAll;
use super::reader::Rows;
use super::select::Select;
use crate::expr::{Condition, Source, Table, UsedIn};
use crate::model::Model;
use crate::sql::TableRef;

/// Queries of a model's rows; implemented for every model.
pub trait Query: Model {
    /// All columns of the model, for a select list:
    /// `.columns((Post::all_columns, User::all_columns))`.
    #[expect(
        non_upper_case_globals,
        reason = "named like the columns it stands for"
    )]
    const all_columns: AllColumns<Self> = AllColumns(PhantomData);

    /// All rows.
    fn select() -> Select<Self> {
        Select::from_source()
    }

    /// The rows for which a condition holds.
    fn filter<C: Condition<Uses: UsedIn<Table<Self>, WhichTable>>, WhichTable>(
        condition: C,
    ) -> Select<Self> {
        Self::select().filter(condition)
    }

    /// One INSERT of many rows.
    fn insert_all(rows: impl IntoIterator<Item = Self>) -> InsertAll<Self> {
        InsertAll::new(rows.into_iter().collect())
    }
}

impl<M: Model> Query for M {}

/// A query of an alias's rows.
pub fn from<A: Source>(alias: A) -> Select<A, Table<A>, Rows<A::Row>>
where
    A::Row: Model,
{
    let _ = alias;
    Select::from_source()
}

/// All columns of a model or alias; [`Query::all_columns`].
pub struct AllColumns<A>(PhantomData<fn() -> A>);

impl<M: Source> AllColumns<M> {
    /// The same columns of an alias.
    pub fn at<A: Source<Row = M::Row>>(self, alias: A) -> AllColumns<A> {
        let _ = alias;
        AllColumns(PhantomData)
    }
}

impl<A> Clone for AllColumns<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for AllColumns<A> {}

impl<A> fmt::Debug for AllColumns<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AllColumns")
    }
}

/// A model's own table, to be joined by `join_on`.
pub fn table<M: Model>() -> Named<M> {
    Named(PhantomData)
}

/// A model's own table as a value; made by [`table`].
pub struct Named<M>(PhantomData<fn() -> M>);

impl<M> fmt::Debug for Named<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("table")
    }
}

/// What `join_on` takes: an alias, or `table::<M>()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "expected an alias or `table::<Model>()`"
)]
pub trait Joinable {
    /// The name under which its columns are found in the query.
    type Named: Source;
    /// How statements name it.
    #[doc(hidden)]
    const JOINED: &'static TableRef;
}

impl<A: Source> Joinable for A {
    type Named = A;
    const JOINED: &'static TableRef = <A as Source>::REF;
}

impl<M: Model> Joinable for Named<M> {
    type Named = M;
    const JOINED: &'static TableRef = <M as Source>::REF;
}
