//! What the database does by itself when a row is deleted or gets another key, followed in memory.

use super::deleted::{Gone, Taken};
use super::rekey::{Rekeys, Written};
use super::session::Session;
use super::unwatched::Unwatched;
use crate::error::Result;
use crate::schema::{Action, TableDef};
use crate::value::Value;

impl Session {
    /// The rows with these keys were deleted: tracked rows that referred to them have gone with them, or
    /// refer to nothing now. What a cascade may have deleted behind the session's back is to be
    /// [asked for](Session::follow_unwatched).
    pub(super) fn follow_delete(
        &mut self,
        mut deleted: Vec<(&'static TableDef, Vec<Value>)>,
        taken: &Taken<'_>,
    ) -> Result<Unwatched> {
        let mut unwatched = Unwatched::default();
        self.follow(&mut deleted, taken, &mut unwatched)?;
        Ok(unwatched)
    }

    /// Follows what a cascade has deleted of rows that nobody watches.
    pub(super) fn follow_unwatched(&mut self, mut unwatched: Unwatched) -> Result<()> {
        loop {
            let Some(lease) = self.lease.held() else {
                return Ok(());
            };
            let mut deleted = unwatched.gone(&self.arenas, lease)?;
            if deleted.is_empty() {
                return Ok(());
            }
            self.follow(&mut deleted, &Taken::default(), &mut unwatched)?;
        }
    }

    fn follow(
        &mut self,
        deleted: &mut Vec<(&'static TableDef, Vec<Value>)>,
        taken: &Taken<'_>,
        unwatched: &mut Unwatched,
    ) -> Result<()> {
        let moment = self.moment();
        let Some(lease) = self.lease.held() else {
            return Ok(());
        };
        while let Some((parent, keys)) = deleted.pop() {
            if keys.is_empty() {
                continue;
            }
            unwatched.note(parent);
            let gone = Gone::new(parent, &keys, taken);
            for arena in self.arenas.iter_mut() {
                let with_them = arena.follow_delete(&gone, lease, moment)?;
                deleted.push((arena.table(), with_them));
            }
        }
        Ok(())
    }

    /// Rows of `table` got other keys: tracked rows that referred to them refer to these now.
    ///
    /// `written` tells which columns of which rows were written meanwhile: what was set to a key that
    /// a row has got refers to that row.
    pub(super) fn follow_rekey(
        &mut self,
        table: &'static TableDef,
        keys: Vec<(Value, Value)>,
        written: &Written,
    ) -> Result<()> {
        let moment = self.moment();
        let Some(lease) = self.lease.held() else {
            return Ok(());
        };
        let rekeys = Rekeys::new(table, &keys, written);
        for arena in self.arenas.iter_mut() {
            arena.follow_rekey(&rekeys, lease, moment)?;
        }
        Ok(())
    }

    /// Keys of `table` were changed by a statement, which does not tell which became which: the tracked
    /// rows that the database changed with them are read again.
    pub(super) fn read_referring(&mut self, table: &'static TableDef) -> Result<()> {
        let moment = self.moment();
        let Some(lease) = self.lease.held() else {
            return Ok(());
        };
        let (mut tables, mut next) = (vec![table], 0);
        while let Some(&parent) = tables.get(next) {
            next += 1;
            for arena in self.arenas.iter_mut() {
                let table = arena.table();
                let follows = |column: &usize| takes_over(table, *column, parent);
                if !(0..table.columns.len()).any(|column| follows(&column)) {
                    continue;
                }
                arena.read_again(lease, moment)?;
                let known = tables.iter().any(|known| std::ptr::eq(*known, table));
                if !known && table.primary_key.iter().any(follows) {
                    tables.push(table);
                }
            }
        }
        Ok(())
    }
}

/// Whether a column refers to `parent`, and is changed when the key it refers to is.
fn takes_over(table: &TableDef, column: usize, parent: &'static TableDef) -> bool {
    table.columns[column].references.is_some_and(|reference| {
        std::ptr::eq((reference.table)(), parent)
            && !matches!(reference.on_update, Action::NoAction | Action::Restrict)
    })
}
