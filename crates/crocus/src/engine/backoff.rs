//! How long to wait before work is tried again.

use std::time::Duration;

/// The pause after the `attempt`-th failure: it doubles up to 200 ms, and differs between threads so
/// that they do not meet again.
pub(crate) fn backoff(attempt: u32) -> Duration {
    let base = 2_u64.saturating_pow(attempt.min(8)).min(200);
    let mut hash = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(&(std::thread::current().id(), attempt), &mut hash);
    let spread = std::hash::Hasher::finish(&hash) % (base + 1);
    Duration::from_millis(base / 2 + spread / 2)
}
