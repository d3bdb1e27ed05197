//! The map from keys to slots: a hash map in which neighbouring integers are neighbours.
//!
//! Most keys are integers that were given one after the other, and most rows are read in that order. A
//! hash that scatters them touches another line of the cache, and in large maps another page, for each
//! row. Here four keys in a row lie side by side, which is a line of the cache, and the fours are
//! scattered; for keys at random nothing changes. Longer runs would make the map search longer.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rustc_hash::FxHasher;

/// Where the rows with these keys are.
pub(super) type ByKey<K> = HashMap<K, u32, BuildHasherDefault<KeyHasher>>;

/// An odd number without a pattern: 2^64 divided by the golden ratio.
const SCATTER: u64 = 0x9e37_79b9_7f4a_7c15;

/// How many bits of an integer stay as they are.
const NEAR: u32 = 2;

/// Hashes a key.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct KeyHasher {
    /// Of the parts before the last one.
    before: u64,
    last: u64,
    /// How many parts there are, or more than one where that is no integer.
    parts: u32,
}

impl KeyHasher {
    #[inline]
    fn part(&mut self, part: u64) {
        if self.parts > 0 {
            self.before = scattered(self.before.rotate_left(5) ^ self.last);
        }
        self.last = part;
        self.parts = self.parts.saturating_add(1);
    }
}

#[inline]
fn scattered(number: u64) -> u64 {
    let product = number.wrapping_mul(SCATTER);
    product ^ product >> 32
}

impl Hasher for KeyHasher {
    #[inline]
    fn finish(&self) -> u64 {
        if self.parts != 1 {
            return scattered(self.before.rotate_left(5) ^ self.last);
        }
        // The map takes the place from the lowest bits, and tells keys of one place apart by the highest
        // seven.
        let near = self.last & ((1 << NEAR) - 1);
        let far = scattered(self.last >> NEAR) << NEAR;
        (far | near) ^ near << (u64::BITS - NEAR)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut hasher = FxHasher::default();
        hasher.write(bytes);
        self.part(hasher.finish());
        self.parts = self.parts.saturating_add(1);
    }

    #[inline]
    fn write_u8(&mut self, part: u8) {
        self.part(u64::from(part));
    }

    #[inline]
    fn write_u16(&mut self, part: u16) {
        self.part(u64::from(part));
    }

    #[inline]
    fn write_u32(&mut self, part: u32) {
        self.part(u64::from(part));
    }

    #[inline]
    fn write_u64(&mut self, part: u64) {
        self.part(part);
    }

    #[inline]
    fn write_usize(&mut self, part: usize) {
        self.part(part as u64);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::{BuildHasher, Hash};

    use super::*;

    fn hash(key: impl Hash) -> u64 {
        BuildHasherDefault::<KeyHasher>::default().hash_one(key)
    }

    /// How many of the lowest bits, and of the highest seven, the hashes of these keys differ in.
    fn spread<K: Hash>(keys: impl Iterator<Item = K>) -> (usize, usize) {
        let hashes: Vec<u64> = keys.map(hash).collect();
        let places: HashSet<u64> = hashes.iter().map(|hash| hash & 0xffff).collect();
        let tags: HashSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
        (places.len(), tags.len())
    }

    #[test]
    fn neighbouring_integers_are_neighbours_of_different_looks() {
        for first in [0_i64, 4096, -32, i64::MAX - 3] {
            let hashes: Vec<u64> = (0..4).map(|near| hash(first + near)).collect();
            for (near, hash) in hashes.iter().enumerate() {
                assert_eq!(hash & 0xffff, (hashes[0] & 0xffff) + near as u64);
            }
            let tags: HashSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
            assert_eq!(tags.len(), 4);
        }
    }

    #[test]
    fn keys_of_all_kinds_are_scattered() {
        // Of 10 000 balls in 65 536 boxes each, 9 270 boxes get one on the average.
        let (places, tags) = spread(0..10_000_i64);
        assert!(places > 9_000 && tags == 128, "{places} {tags}");
        let (places, tags) = spread((0..10_000_i64).map(|key| key * 1024));
        assert!(places > 2_000 && tags == 128, "{places} {tags}");
        let (places, tags) = spread((0..10_000).map(|key| format!("key {key}")));
        assert!(places > 9_000 && tags == 128, "{places} {tags}");
        let (places, tags) =
            spread((0..100_i64).flat_map(|one| (0..100_i64).map(move |two| (one, two))));
        assert!(places > 9_000 && tags == 128, "{places} {tags}");
        let (places, tags) =
            spread((0..10_000_u64).map(|key| (u128::from(key) << 64).to_be_bytes()));
        assert!(places > 9_000 && tags == 128, "{places} {tags}");
    }
}
