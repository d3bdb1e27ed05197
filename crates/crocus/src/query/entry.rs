//! Where queries begin: `User::select()`, `User::filter(..)`, `from(Alias)`.

use super::all_columns::AllColumns;
use super::insert::InsertAll;
use super::reader::Rows;
use super::select::Select;
use crate::expr::{Condition, Source, Table, UsedIn};
use crate::model::Model;

/// Queries of a model's rows; implemented for every model.
pub trait Query: Model {
    /// All columns of the model, for a select list:
    /// `.columns((Post::all_columns, User::all_columns))`.
    #[expect(
        non_upper_case_globals,
        reason = "named like the columns it stands for"
    )]
    const all_columns: AllColumns<Self> = AllColumns::new();

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
