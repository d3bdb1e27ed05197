//! One statement of a flush.

use crate::model::ColumnSet;

/// One statement of a flush; rows are named by their place in the list of works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum Step {
    /// INSERT; the columns in `null` are written as NULL and get their value by a later `Patch`.
    Insert { work: usize, null: ColumnSet },
    /// UPDATE of the changed columns but for those in `later`; the old values of those in `parked`
    /// are no longer there to be compared with.
    Update {
        work: usize,
        later: ColumnSet,
        parked: ColumnSet,
    },
    /// UPDATE of columns that had to wait.
    Patch { work: usize, columns: ColumnSet },
    /// UPDATE that moves a unique value out of the way.
    Park { work: usize, column: usize },
    /// UPDATE of a reference to NULL, so that the row it refers to can be deleted first.
    Unlink { work: usize, column: usize },
    /// One UPDATE of all columns for a row that is deleted and one that is added with its key.
    Replace {
        deleted: usize,
        inserted: usize,
        null: ColumnSet,
    },
    /// DELETE.
    Delete { work: usize },
}

impl Step {
    /// The row that the step writes.
    pub(in crate::session) fn work(self) -> usize {
        match self {
            Step::Insert { work, .. }
            | Step::Update { work, .. }
            | Step::Patch { work, .. }
            | Step::Park { work, .. }
            | Step::Unlink { work, .. }
            | Step::Delete { work } => work,
            Step::Replace { inserted, .. } => inserted,
        }
    }
}
