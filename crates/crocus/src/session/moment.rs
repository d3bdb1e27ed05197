//! When something happens: what an arena must know of its session's transaction.

/// A point in a session's life.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Counts transactions, and the times between them; a value read in an older era may be stale.
    pub(super) era: u32,
    /// How many savepoints are open.
    pub(super) level: u32,
    /// The newest level in which something was written: undoing it undoes what is read now.
    pub(super) wrote: Option<u32>,
}
