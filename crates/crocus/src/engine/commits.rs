//! How often something was committed.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what was committed through one engine, so that a session knows whether rows may have changed.
#[derive(Debug, Default)]
pub(super) struct Commits {
    /// Counted behind the gate, by one owner at a time, which takes no exchange between processors.
    writer: AtomicU64,
    others: AtomicU64,
}

impl Commits {
    #[inline]
    pub(super) fn count(&self) -> u64 {
        let (writer, others) = (&self.writer, &self.others);
        writer.load(Ordering::Acquire) + others.load(Ordering::Acquire)
    }

    /// The owner of the gate has committed.
    #[inline]
    pub(super) fn by_writer(&self) {
        let before = self.writer.load(Ordering::Relaxed);
        self.writer.store(before + 1, Ordering::Release);
    }

    /// A connection beside the gate may have committed.
    pub(super) fn by_others(&self) {
        self.others.fetch_add(1, Ordering::Release);
    }
}
