//! What the database does by itself when a row is deleted or gets another key, followed in memory.

use rustc_hash::FxHashSet;

use super::plan::Address;
use super::session::Session;
use crate::error::Result;
use crate::schema::{Action, TableDef};
use crate::value::Value;

impl Session {
    /// The rows of `table` with these keys were deleted: tracked rows that referred to them have gone
    /// with them, or refer to nothing now.
    pub(super) fn follow_delete(
        &mut self,
        table: &'static TableDef,
        keys: Vec<Value>,
    ) -> Result<()> {
        let moment = self.moment();
        let Some(lease) = &self.lease else {
            return Ok(());
        };
        let mut deleted = vec![(table, keys)];
        while let Some((parent, keys)) = deleted.pop() {
            let keys: FxHashSet<Address<'_>> = keys
                .iter()
                .map(|key| Address::of_key(parent, key))
                .collect();
            if keys.is_empty() {
                continue;
            }
            for arena in self.arenas.iter_mut().flatten() {
                let gone = arena.follow_delete(parent, &keys, lease, moment)?;
                deleted.push((arena.table(), gone));
            }
        }
        Ok(())
    }

    /// Keys of `table` were changed: the tracked rows that the database changed with them are read
    /// again. Which key became which is not known where several changed at once.
    pub(super) fn follow_rekey(&mut self, table: &'static TableDef) -> Result<()> {
        let moment = self.moment();
        let Some(lease) = &self.lease else {
            return Ok(());
        };
        for arena in self.arenas.iter_mut().flatten() {
            let columns = arena.table().columns.iter();
            let mut references = columns.filter_map(|column| column.references);
            if references.any(|reference| {
                std::ptr::eq((reference.table)(), table)
                    && !matches!(reference.on_update, Action::NoAction | Action::Restrict)
            }) {
                arena.read_again(lease, moment)?;
            }
        }
        Ok(())
    }
}
