//! What a flush looks at: slots that were touched, in the order in which they were.
//!
//! Taking a slot off the list leaves its entry behind, which counts no more; when half of the entries
//! are such, they are swept out. So each costs the same, however long the list is.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::arena::{Arena, Changed};
use super::slot::Slot;
use crate::model::Model;

/// Shorter lists are not worth sweeping.
const FEW: usize = 64;

impl<M> Slot<M> {
    /// Lets a flush look at the slot, which stands in this place.
    #[inline]
    pub(super) fn list(&mut self, index: u32, changed: &mut Changed) {
        if !self.listed {
            self.listed = true;
            changed.push(index);
        }
    }
}

impl<M: Model> Arena<M> {
    /// Lets a flush look at the slot.
    #[inline]
    pub(super) fn list(&mut self, index: u32) {
        self.slots[index as usize].list(index, &mut self.changed);
    }

    /// Spares a flush the slot.
    pub(super) fn unlist(&mut self, index: u32) {
        let slot = &mut self.slots[index as usize];
        if std::mem::replace(&mut slot.listed, false) {
            self.unlisted += 1;
            if self.changed.len() > FEW && self.unlisted > self.changed.len() / 2 {
                self.changed = self.swept().into();
                self.unlisted = 0;
            }
        }
    }

    pub(super) fn has_listed(&self) -> bool {
        self.changed.len() > self.unlisted
    }

    pub(super) fn listed(&self) -> Cow<'_, [u32]> {
        match self.unlisted {
            0 => Cow::Borrowed(&self.changed),
            _ => Cow::Owned(self.swept()),
        }
    }

    /// Takes all off the list, which keeps its room.
    pub(super) fn unlist_all(&mut self) {
        for index in &self.changed {
            self.slots[*index as usize].listed = false;
        }
        self.changed.clear();
        self.unlisted = 0;
    }

    /// Takes all off the list.
    pub(super) fn take_listed(&mut self) -> Changed {
        if self.unlisted > 0 {
            self.changed = self.swept().into();
            self.unlisted = 0;
        }
        let listed = std::mem::take(&mut self.changed);
        for index in &listed {
            self.slots[*index as usize].listed = false;
        }
        listed
    }

    /// The entries that count: a slot that was listed again stands where it was listed last.
    fn swept(&self) -> Vec<u32> {
        let mut seen = FxHashSet::default();
        let mut entries: Vec<u32> = self.changed.iter().rev().copied().collect();
        entries.retain(|index| self.slots[*index as usize].listed && seen.insert(*index));
        entries.reverse();
        entries
    }
}
