//! Numbers of models.

use std::sync::atomic::{AtomicU32, Ordering};

/// A number that tells one model from all others.
#[derive(Debug)]
pub struct ModelId(AtomicU32);

static NEXT: AtomicU32 = AtomicU32::new(1);

impl ModelId {
    /// A model without a number yet.
    #[expect(
        clippy::new_without_default,
        reason = "made once per model by generated code"
    )]
    pub const fn new() -> Self {
        ModelId(AtomicU32::new(0))
    }

    /// The number, given when first asked for: small and dense, so that it can index a table.
    #[inline]
    pub fn get(&self) -> u32 {
        match self.0.load(Ordering::Relaxed) {
            0 => self.assign(),
            id => id - 1,
        }
    }

    #[cold]
    fn assign(&self) -> u32 {
        let fresh = NEXT.fetch_add(1, Ordering::Relaxed);
        match self
            .0
            .compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed)
        {
            Ok(_) => fresh - 1,
            Err(given) => given - 1,
        }
    }
}
