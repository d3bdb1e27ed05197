//! Choices by chance, the same for the same seed.

use crate::database;

pub(super) struct Random(database::Random);

impl Random {
    pub(super) fn new(seed: usize) -> Random {
        Random(database::Random::new(u64::try_from(seed).unwrap()))
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound)
    }

    pub(super) fn number(&mut self) -> i64 {
        i64::try_from(self.below(8)).unwrap()
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }
}
