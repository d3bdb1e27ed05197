//! How often something was committed.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what was committed through one engine, so that a session knows whether rows may have changed.
#[derive(Debug, Default)]
pub(super) struct Commits {
    /// Of sessions. Counted behind the gate, by one owner at a time: that takes no atomic exchange.
    writer: AtomicU64,
    /// Of connections that run the program's own SQL, several of which may write at once to a file.
    others: AtomicU64,
}

impl Commits {
    #[inline]
    pub(super) fn count(&self) -> u64 {
        let (writer, others) = (&self.writer, &self.others);
        writer.load(Ordering::Acquire) + others.load(Ordering::Acquire)
    }

    /// A session has committed, which holds the gate.
    #[inline]
    pub(super) fn by_writer(&self) {
        let before = self.writer.load(Ordering::Relaxed);
        self.writer.store(before + 1, Ordering::Release);
    }

    /// SQL of the program's own may have committed.
    pub(super) fn by_others(&self) {
        self.others.fetch_add(1, Ordering::Release);
    }
}
