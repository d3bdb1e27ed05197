//! What other connections do meanwhile.

use crocus::prelude::*;

use super::models::{Badge, Member, Team};
use super::reference::{Link, Reference, TEAM};
use super::run::Run;

impl Run {
    pub(super) fn other_connection(&mut self, s: &mut Session) {
        if s.in_transaction() {
            return;
        }
        let table = self.random.below(2);
        let rows = &self.reference.world.rows[table];
        let ids: Vec<i64> = rows.keys().copied().collect();
        let Some(id) = self.random.pick(&ids) else {
            return;
        };
        let n = self.random.number();
        let deletes = self.random.below(4) == 0;
        self.log.push(format!(
            "another connection changes {id} of {table}, deletes: {deletes}"
        ));
        let done = self.engine.write(|other| match (table, deletes) {
            (TEAM, false) => Team::filter(Team::id.eq(id)).set(Team::n, n).update(other),
            (TEAM, true) => Team::filter(Team::id.eq(id)).delete(other),
            (_, false) => Member::filter(Member::id.eq(id))
                .set(Member::n, n)
                .update(other),
            (_, true) => Member::filter(Member::id.eq(id)).delete(other),
        });
        assert_eq!(done.unwrap(), 1);
        let mut other = Reference::default();
        other.world.rows = self.reference.world.rows.clone();
        match deletes {
            true => other.row_deleted(table, id),
            false => {
                if let Some(row) = other.world.rows[table].get_mut(&id) {
                    row.1 = n;
                }
            }
        }
        self.reference.world.rows = other.world.rows.clone();
        self.reference.saved[0].rows = other.world.rows;
        // A commit on the engine puts in doubt what was read before.
        self.reference.era += 1;
    }

    /// Another connection inserts a row, whose key may be that of a row which is gone.
    pub(super) fn other_connection_inserts(&mut self, s: &mut Session) {
        if s.in_transaction() {
            return;
        }
        let (table, n) = (2 * self.random.below(2), 100 + self.random.number());
        let inserted = self.engine.write(|other| match table {
            TEAM => Team::create(Team { id: 0, n }, other).map(|row| row.id),
            _ => {
                let owner = None;
                Badge::create(Badge { id: 0, owner, n }, other).map(|row| row.id)
            }
        });
        let Ok(id) = inserted else { return };
        self.log
            .push(format!("another connection inserts {id} into {table}: {n}"));
        for world in [&mut self.reference.world, &mut self.reference.saved[0]] {
            world.rows[table].insert(id, (Link::None, n));
        }
        self.reference.era += 1;
    }
}
