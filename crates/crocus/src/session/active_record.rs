//! Active Record: verbs on plain structs, run at once inside the session's transaction.

use super::get::no_row;
use super::session::Session;
use crate::error::Result;
use crate::expr::{Condition, Table, UsedIn};
use crate::model::{KeyInput, Model};
use crate::query::{Query, UniqueColumns};
use crate::value::Fault;

/// Verbs on plain structs: each runs at once in the session's transaction and never commits.
///
/// Changes of watched entities are flushed first, and what a verb writes is applied to the watched
/// entity of that row. The values it answers with are photographs: plain structs of yours.
pub trait ActiveRecord: Model {
    /// Inserts a row: `value.insert(session)`.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    #[track_caller]
    fn create(value: Self, session: &mut Session) -> Result<Self> {
        value.insert(session)
    }

    /// Inserts the row; the struct with the key, and all else that the database wrote.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    #[track_caller]
    fn insert(self, session: &mut Session) -> Result<Self> {
        session.insert_value(self)
    }

    /// The row with this key, if there is one.
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn get(key: impl KeyInput<Self::Key>, session: &mut Session) -> Result<Option<Self>> {
        let key = key.key_input().map_err(Fault::nowhere)?;
        session.autoflush()?;
        session.read_value(&key)
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn all(session: &mut Session) -> Result<Vec<Self>> {
        <Self as Query>::select().all(session)
    }

    /// The first row that matches, if there is one.
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn find<C: Condition, I>(condition: C, session: &mut Session) -> Result<Option<Self>>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).first(session)
    }

    /// The only row that matches.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, `MultipleFound` when there are several.
    #[track_caller]
    fn find_one<C: Condition, I>(condition: C, session: &mut Session) -> Result<Self>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).one(session)
    }

    /// Whether any row matches.
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn exists<C: Condition, I>(condition: C, session: &mut Session) -> Result<bool>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).exists(session)
    }

    /// How many rows match.
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn count<C: Condition, I>(condition: C, session: &mut Session) -> Result<u64>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).count(session)
    }

    /// Changes the row: reads it as it is now, lets `change` edit it, writes only the columns that
    /// differ. `self` is the new row afterwards.
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; what the database refuses, and then `self` is as before.
    #[track_caller]
    fn update(&mut self, session: &mut Session, change: impl FnOnce(&mut Self)) -> Result<()> {
        *self = session.update_value(&self.key(), change)?;
        Ok(())
    }

    /// Reads the row again.
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone.
    #[track_caller]
    fn refresh(&mut self, session: &mut Session) -> Result<()> {
        session.autoflush()?;
        let key = self.key();
        *self = session
            .read_value(&key)?
            .ok_or_else(|| no_row::<Self>(&key))?;
        Ok(())
    }

    /// Deletes the row.
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; `ForeignKey` when others refer to it.
    #[track_caller]
    fn delete(&self, session: &mut Session) -> Result<()> {
        session.delete_value::<Self>(&self.key())
    }

    /// Inserts the row, or updates the row that has the same value in a unique column, or in several
    /// columns that are unique together: `user.upsert(User::username, session)`. The row as it is
    /// then; the key of an existing row stays.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    #[track_caller]
    fn upsert<C: UniqueColumns<Self>>(self, unique: C, session: &mut Session) -> Result<Self> {
        session.upsert_value(self, &unique.names())
    }
}

impl<M: Model> ActiveRecord for M {}
