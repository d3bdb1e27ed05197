//! The places of an arena, in chunks: a place never moves, and growing copies nothing.

use std::ops::{Index, IndexMut};

use smallvec::SmallVec;

use super::slot::Slot;

/// How many places a chunk has; a power of two.
const CHUNK: usize = 64;

/// A growing list of slots.
pub(super) struct Slots<M> {
    /// All but the last are full. Most sessions need one.
    chunks: SmallVec<[Vec<Slot<M>>; 1]>,
    /// Empty ones, for their room.
    spare: Vec<Vec<Slot<M>>>,
}

impl<M> Slots<M> {
    pub(super) fn new() -> Self {
        Slots {
            chunks: SmallVec::new(),
            spare: Vec::new(),
        }
    }

    /// Takes all away; the room of `kept` places stays.
    pub(super) fn clear(&mut self, kept: usize) {
        if let [only] = self.chunks.as_mut_slice()
            && self.spare.is_empty()
            && kept >= CHUNK
        {
            only.clear();
            return;
        }
        self.spare.extend(self.chunks.drain(..));
        self.spare.truncate(kept / CHUNK);
        self.spare.iter_mut().for_each(Vec::clear);
    }

    pub(super) fn len(&self) -> usize {
        match self.chunks.split_last() {
            Some((last, full)) => full.len() * CHUNK + last.len(),
            None => 0,
        }
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&Slot<M>> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Slot<M>> {
        self.chunks.get_mut(index / CHUNK)?.get_mut(index % CHUNK)
    }

    #[inline]
    pub(super) fn push(&mut self, slot: Slot<M>) {
        if let Some(last) = self.chunks.last_mut()
            && last.len() < CHUNK
        {
            last.push(slot);
        } else {
            self.add_chunk().push(slot);
        }
    }

    #[cold]
    fn add_chunk(&mut self) -> &mut Vec<Slot<M>> {
        // A session of few rows stays small; the second chunk is as large as all that follow.
        let room = if self.chunks.is_empty() { 1 } else { CHUNK };
        let chunk = self.spare.pop();
        self.chunks
            .push(chunk.unwrap_or_else(|| Vec::with_capacity(room)));
        let last = self.chunks.len() - 1;
        &mut self.chunks[last]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot<M>> {
        self.chunks.iter().flatten()
    }

    /// Several slots at once; `None` where a place is named twice or nobody lives there.
    pub(super) fn get_disjoint_mut<const N: usize>(
        &mut self,
        places: [usize; N],
    ) -> Option<[&mut Slot<M>; N]> {
        let mut order: Vec<usize> = (0..N).collect();
        order.sort_unstable_by_key(|which| places[*which]);
        let mut found: [Option<&mut Slot<M>>; N] = [const { None }; N];
        let mut chunks = self.chunks.as_mut_slice();
        let mut first_chunk = 0;
        let mut wanted = order.as_slice();
        while let Some(&first) = wanted.first() {
            let number = places[first] / CHUNK;
            let (same, others) =
                wanted.split_at(wanted.partition_point(|which| places[*which] / CHUNK == number));
            let (chunk, after) = std::mem::take(&mut chunks)
                .get_mut(number - first_chunk..)?
                .split_first_mut()?;
            let mut slots = chunk.as_mut_slice();
            let mut first_slot = 0;
            for which in same {
                let offset = (places[*which] % CHUNK).checked_sub(first_slot)?;
                let (slot, rest) = std::mem::take(&mut slots)
                    .get_mut(offset..)?
                    .split_first_mut()?;
                found[*which] = Some(slot);
                (slots, first_slot) = (rest, first_slot + offset + 1);
            }
            (chunks, first_chunk, wanted) = (after, number + 1, others);
        }
        let found: Vec<&mut Slot<M>> = found.into_iter().flatten().collect();
        found.try_into().ok()
    }
}

impl<M> Index<usize> for Slots<M> {
    type Output = Slot<M>;

    #[inline]
    fn index(&self, index: usize) -> &Slot<M> {
        &self.chunks[index / CHUNK][index % CHUNK]
    }
}

impl<M> IndexMut<usize> for Slots<M> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut Slot<M> {
        &mut self.chunks[index / CHUNK][index % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Life;
    use super::*;

    fn slots(count: usize) -> Slots<usize> {
        let mut slots = Slots::new();
        for value in 0..count {
            slots.push(Slot::new(value, 0, Life::Persistent, 0));
        }
        slots
    }

    #[test]
    fn places_are_found_again_across_chunks() {
        let slots = slots(3 * CHUNK + 1);
        assert_eq!(slots.len(), 3 * CHUNK + 1);
        for place in [0, CHUNK - 1, CHUNK, 3 * CHUNK] {
            assert_eq!(slots[place].value, Some(place));
        }
        assert!(slots.get(3 * CHUNK + 1).is_none());
        assert!(
            slots
                .iter()
                .map(|slot| slot.value)
                .eq((0..slots.len()).map(Some))
        );
    }

    #[test]
    fn room_that_is_kept_is_given_to_the_next_slots() {
        let mut slots = slots(5 * CHUNK + 1);
        slots.clear(2 * CHUNK);
        assert_eq!((slots.len(), slots.spare.len()), (0, 2));
        assert!(slots.get(0).is_none() && slots.iter().next().is_none());
        for value in 0..3 * CHUNK {
            slots.push(Slot::new(value, 0, Life::Persistent, 0));
        }
        assert!(slots.spare.is_empty());
        assert!((0..slots.len()).all(|place| slots[place].value == Some(place)));
    }

    #[test]
    fn several_places_are_lent_at_once_whatever_their_order() {
        let mut slots = slots(5 * CHUNK);
        let places = [4 * CHUNK + 3, 0, 4 * CHUNK, CHUNK, 1];
        let found = slots.get_disjoint_mut(places).unwrap();
        assert_eq!(found.map(|slot| slot.value), places.map(Some));
    }

    #[test]
    fn a_place_named_twice_or_out_of_bounds_is_not_lent() {
        let mut slots = slots(CHUNK + 2);
        assert!(slots.get_disjoint_mut([7, 7]).is_none());
        assert!(slots.get_disjoint_mut([CHUNK, 1, CHUNK]).is_none());
        assert!(slots.get_disjoint_mut([0, CHUNK + 2]).is_none());
        assert!(slots.get_disjoint_mut([0, 9 * CHUNK]).is_none());
    }
}
