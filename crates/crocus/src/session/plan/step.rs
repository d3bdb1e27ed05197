//! The steps of a flush, each one statement.

use rustc_hash::FxHashMap;

use crate::schema::ColumnSet;

/// What a flush does, in order; rows are named by their place in the list of works.
#[derive(Debug, Default)]
pub(in crate::session) struct Plan {
    pub(in crate::session) steps: Vec<Step>,
    /// Columns that are written as they were or as NULL, and get their value by a later `Patch`.
    pub(super) postponed: FxHashMap<usize, ColumnSet>,
    /// Columns whose old values are no longer there to be compared with.
    pub(super) parked: FxHashMap<usize, ColumnSet>,
}

impl Plan {
    /// Whether every row is written as it is, at once.
    pub(in crate::session) fn is_direct(&self) -> bool {
        self.postponed.is_empty() && self.parked.is_empty()
    }

    /// The columns of a row that a `Patch` writes.
    pub(in crate::session) fn postponed(&self, work: usize) -> ColumnSet {
        columns_of(&self.postponed, work)
    }

    /// The columns of a row that were moved out of the way.
    pub(in crate::session) fn parked(&self, work: usize) -> ColumnSet {
        columns_of(&self.parked, work)
    }
}

fn columns_of(columns: &FxHashMap<usize, ColumnSet>, work: usize) -> ColumnSet {
    // Nearly every plan postpones and parks nothing.
    if columns.is_empty() {
        return ColumnSet::EMPTY;
    }
    columns.get(&work).copied().unwrap_or_default()
}

/// One statement of a flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum Step {
    /// INSERT; what is postponed is NULL.
    Insert { work: usize },
    /// UPDATE of the changed columns but for those that are postponed.
    Update { work: usize },
    /// UPDATE of the columns that were postponed.
    Patch { work: usize },
    /// UPDATE that moves a unique value out of the way.
    Park { work: usize, column: usize },
    /// UPDATE of a reference to NULL, so that the row it refers to can be deleted first.
    Unlink { work: usize, column: usize },
    /// One UPDATE of all columns for a row that is deleted and one that is added with its key.
    Replace { deleted: usize, inserted: usize },
    /// DELETE.
    Delete { work: usize },
}

impl Step {
    /// The row that the step writes.
    pub(in crate::session) fn work(self) -> usize {
        match self {
            Step::Insert { work }
            | Step::Update { work }
            | Step::Patch { work }
            | Step::Park { work, .. }
            | Step::Unlink { work, .. }
            | Step::Delete { work } => work,
            Step::Replace { inserted, .. } => inserted,
        }
    }
}
