//! INSERT of many rows as a typed value.

use std::fmt;
use std::marker::PhantomData;

use super::reader::Cols;
use super::selection::Selection;
use super::unique::UniqueColumns;
use crate::expr::Table;
use crate::model::Model;
use crate::sql::{Conflict, Item};
use crate::value::Format;

/// Inserts many rows; made by `User::insert_all(rows)`, run by `.execute(&mut session)`.
pub struct InsertAll<M, O = ()> {
    pub(crate) rows: Vec<M>,
    pub(crate) conflict: Option<Conflict>,
    pub(crate) returning: Vec<Item>,
    pub(crate) formats: Vec<Format>,
    marker: PhantomData<fn() -> O>,
}

/// An INSERT for which it is still to be said what a conflict does; made by
/// [`InsertAll::on_conflict`].
#[derive(Debug)]
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
            formats: Vec::new(),
            marker: PhantomData,
        }
    }

    /// `ON CONFLICT DO NOTHING`: rows that break any unique constraint are left out.
    pub fn ignore(mut self) -> Self {
        self.conflict = Some(Conflict::Ignore(Vec::new()));
        self
    }

    /// `ON CONFLICT (columns)`: what happens with rows that break this unique constraint.
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
    pub fn ignore(self) -> InsertAll<M> {
        let mut insert = self.insert;
        insert.conflict = Some(Conflict::Ignore(self.target));
        insert
    }
}

impl<M: Model, O> InsertAll<M, O> {
    /// `RETURNING`: the inserted and updated rows, as `.columns(..)` would select them.
    pub fn returning<X: Selection<Table<M>, I>, I>(
        self,
        columns: X,
    ) -> InsertAll<M, Cols<X::Reader>> {
        let mut returning = Vec::new();
        let mut formats = Vec::new();
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
