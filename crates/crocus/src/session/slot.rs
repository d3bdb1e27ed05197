//! One tracked row: the struct, what the database holds, and where it stands.

use super::state::Life;

/// One place of an arena.
pub(super) struct Slot<M> {
    /// The living struct; `None` only when nobody lives here.
    pub(super) value: Option<M>,
    /// The row as the database has it, from the first touch to the next flush.
    pub(super) baseline: Option<Box<M>>,
    /// Told apart from the tickets of earlier tenants.
    pub(super) generation: u32,
    /// The era in which the value was last read or written.
    pub(super) era: u32,
    /// One more than the newest savepoint level that holds an undo image of it; 0 for none.
    pub(super) logged: u32,
    /// Where it stands.
    pub(super) life: Life,
    /// Whether it stands in the arena's list of what a flush looks at.
    pub(super) listed: bool,
}

impl<M> Slot<M> {
    #[inline]
    pub(super) fn new(value: M, generation: u32, life: Life, era: u32) -> Self {
        Slot {
            value: Some(value),
            baseline: None,
            generation,
            era,
            logged: 0,
            life,
            listed: false,
        }
    }

    /// Nobody lives here any more.
    pub(super) fn vacate(&mut self, life: Life) -> Option<M> {
        self.baseline = None;
        self.logged = 0;
        self.life = life;
        self.value.take()
    }

    /// The row as the database has it, as far as the session knows.
    pub(super) fn stored(&self) -> Option<&M> {
        self.baseline.as_deref().or(self.value.as_ref())
    }

    /// A change that a flush may have to write.
    pub(super) fn is_touched(&self) -> bool {
        self.baseline.is_some()
    }
}
