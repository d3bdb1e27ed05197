//! What the works of a flush have to do with each other: keys that references stand for, and unique values.

use rustc_hash::FxHashSet;

use super::any_arena::AnyArena;
use super::keys::Keys;
use super::plan::{Kind, Referent, Work, unique_constraints};
use super::session::Session;
use super::state::Life;
use crate::error::{Error, Result};
use crate::value::{Ticket, Value};

impl Session {
    /// The keys of the entities that foreign keys refer to, and the tickets whose keys are still to
    /// come. A reference set back to the row it had is no change.
    pub(super) fn resolve(&self, works: &mut [Work], keys: &mut Keys) -> Result<FxHashSet<Ticket>> {
        let mut wanted = FxHashSet::default();
        // The row with the key may be another one afterwards.
        let rekeys = works.iter().filter_map(|work| work.rekey.as_ref());
        let given_up: Vec<Value> = rekeys.map(|(old, _)| old.clone()).collect();
        for work in works.iter_mut() {
            for place in 0..work.refers.len() {
                let (column, Referent::Pending(ticket)) = work.refers[place] else {
                    continue;
                };
                if !keys.contains_key(&ticket) && !wanted.contains(&ticket) {
                    match self.key_of(ticket, work, column)? {
                        Some(key) => {
                            keys.insert(ticket, key);
                        }
                        None => {
                            wanted.insert(ticket);
                        }
                    }
                }
                if work.kind == Kind::Update
                    && let Some(key) = keys.get(&ticket)
                    && work
                        .referred
                        .iter()
                        .any(|(old, value)| *old == column && value == key)
                    && !given_up.contains(key)
                {
                    work.columns = work.columns.without(column);
                    work.referred.retain(|(old, _)| *old != column);
                }
            }
        }
        Ok(wanted)
    }

    fn key_of(&self, ticket: Ticket, work: &Work, column: usize) -> Result<Option<Value>> {
        let Some(arena) = self.arenas.of_entity(self.id, ticket) else {
            return Err(dangling(work, column, None, "belongs to another session"));
        };
        let life = arena.life(ticket.index, ticket.generation);
        if !life.is_alive() || life == Life::Deleted {
            let why = match life {
                Life::Deleted => "was deleted",
                Life::Undone => "is no longer watched: its `add` was undone",
                _ => "is no longer watched: it was detached",
            };
            return Err(dangling(work, column, Some(arena), why));
        }
        arena.key_value(ticket.index, ticket.generation)
    }

    /// Unique values matter only in tables where a row of this flush frees one.
    pub(super) fn collect_uniques(&self, works: &mut [Work], keys: &Keys) -> Result<()> {
        // A single change can only collide with rows outside of the flush.
        if works.len() < 2 {
            return Ok(());
        }
        let mut frees = FxHashSet::default();
        for run in works.chunk_by(|one, two| std::ptr::eq(one.table, two.table)) {
            let Some(first) = run.first() else { continue };
            let unique = unique_constraints(first.table).concat();
            let freeing = run.iter().any(|work| match work.kind {
                Kind::Insert => false,
                Kind::Delete => true,
                Kind::Update => unique.iter().any(|column| work.columns.contains(*column)),
            });
            if freeing {
                frees.insert(std::ptr::from_ref(first.table));
            }
        }
        if frees.is_empty() {
            return Ok(());
        }
        for work in works.iter_mut() {
            if frees.contains(&std::ptr::from_ref(work.table))
                && let Some(arena) = self.arenas.at(work.ticket.model)
            {
                arena.collect_uniques(work)?;
                work.resolve(keys);
            }
        }
        Ok(())
    }
}

#[cold]
fn dangling(work: &Work, column: usize, parent: Option<&dyn AnyArena>, why: &str) -> Error {
    let parent = parent
        .map(|arena| format!(" of `{}`", arena.table().name()))
        .unwrap_or_default();
    Error::misuse(format!(
        "`{}.{}` refers to an entity{parent} that {why}",
        work.table.name(),
        work.table.columns[column].name
    ))
}
