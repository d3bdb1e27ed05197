//! What the database does by itself when a row is deleted, followed in memory.

use super::session::Session;
use crate::error::Result;
use crate::schema::TableDef;
use crate::value::Value;

impl Session {
    /// The row of `table` with this key was deleted: tracked rows that referred to it have gone
    /// with it, or refer to nothing now.
    pub(super) fn follow_delete(&mut self, table: &'static TableDef, key: &Value) -> Result<()> {
        let moment = self.moment();
        let mut deleted = vec![(table, key.clone())];
        while let Some((parent, key)) = deleted.pop() {
            for arena in self.arenas.iter_mut().flatten() {
                let gone = arena.follow_delete(parent, &key, moment)?;
                let table = arena.table();
                deleted.extend(gone.into_iter().map(|key| (table, key)));
            }
        }
        Ok(())
    }
}
