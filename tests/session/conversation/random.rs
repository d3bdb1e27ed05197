//! Numbers by chance, the same for the same seed.

pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: usize) -> Random {
        let seed = u64::try_from(seed).unwrap();
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    pub(super) fn number(&mut self) -> i64 {
        i64::try_from(self.below(8)).unwrap()
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }
}
