//! What the database does by itself when a row is deleted or gets another key, followed in memory.

use rustc_hash::FxHashSet;

use super::plan::Address;
use super::rekey::{Rekeys, Written};
use super::session::Session;
use super::unwatched::Unwatched;
use crate::error::Result;
use crate::schema::{Action, TableDef};
use crate::value::Value;

impl Session {
    /// The rows of `table` with these keys were deleted: tracked rows that referred to them have gone
    /// with them, or refer to nothing now. Where the database has `cascaded`, there may be more.
    pub(super) fn follow_delete(
        &mut self,
        table: &'static TableDef,
        keys: Vec<Value>,
        cascaded: bool,
    ) -> Result<()> {
        let moment = self.moment();
        let Some(lease) = self.lease.held() else {
            return Ok(());
        };
        let mut deleted = vec![(table, keys)];
        let mut unwatched = Unwatched::default();
        while !deleted.is_empty() {
            while let Some((parent, keys)) = deleted.pop() {
                let keys: FxHashSet<Address<'_>> = keys
                    .iter()
                    .map(|key| Address::of_key(parent, key))
                    .collect();
                if keys.is_empty() {
                    continue;
                }
                unwatched.note(parent);
                for arena in self.arenas.iter_mut().flatten() {
                    let gone = arena.follow_delete(parent, &keys, lease, moment)?;
                    deleted.push((arena.table(), gone));
                }
            }
            if cascaded {
                deleted = unwatched.gone(&self.arenas, lease)?;
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
        for arena in self.arenas.iter_mut().flatten() {
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
            for arena in self.arenas.iter_mut().flatten() {
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
