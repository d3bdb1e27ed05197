//! What the statements of a flush share.

use rustc_hash::FxHashSet;

use super::keys::Keys;
use super::plan::{Plan, Referent, Work};
use crate::engine::Lease;
use crate::schema::ColumnSet;
use crate::value::{Ticket, Value};

/// What the statements of a flush need besides the rows of one model.
pub(super) struct Io<'a> {
    pub(super) lease: &'a Lease<'a>,
    pub(super) works: &'a [Work],
    pub(super) plan: &'a Plan,
    /// The keys that tickets stand for; grows as rows are inserted.
    pub(super) keys: &'a mut Keys,
    /// The tickets whose keys other rows of the flush wait for.
    pub(super) wanted: &'a FxHashSet<Ticket>,
    pub(super) era: u32,
    /// Entities to be deleted whose rows were gone already, and whose keys other rows have now.
    pub(super) absent: Vec<Ticket>,
    pub(super) batches: Batches,
    /// Columns of keys that were put aside, and where to.
    pub(super) moved: Vec<(Ticket, usize, Value)>,
}

impl Io<'_> {
    /// What stands in a column of an entity's key while that is put aside.
    pub(super) fn moved(&self, entity: Ticket, column: usize) -> Option<&Value> {
        let mut moved = self.moved.iter();
        moved
            .find(|(ticket, place, _)| (*ticket, *place) == (entity, column))
            .map(|(.., value)| value)
    }
}

/// Whether a flush may put several rows into one INSERT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Batches {
    Allowed,
    /// One went wrong: what the flush has written is to be undone and written row by row.
    Failed,
    Forbidden,
}

/// The keys that the row's references to pending entities have become.
pub(super) fn resolved(work: &Work, except: ColumnSet, keys: &Keys) -> Vec<(usize, Value)> {
    let mut values = Vec::new();
    if work.links.is_none() {
        return values;
    }
    for (column, referent) in &work.refers {
        if except.contains(*column) {
            continue;
        }
        if let Referent::Pending(ticket) = referent {
            values.extend(keys.get(ticket).map(|key| (*column, key.clone())));
        }
    }
    values
}
