//! What a rollback restores: images of tracked rows, by savepoint level.
//!
//! An image is taken once per row and level, when a flush or a statement first changes the row: the
//! baseline, which the flush would drop, becomes the image. Changes that were never flushed need no
//! image; their baseline is still there.

use super::arena::Arena;
use super::moment::Moment;
use super::state::Life;
use crate::model::Model;

/// One entry of an arena's undo log.
pub(super) struct Undo<M: Model> {
    level: u32,
    slot: u32,
    generation: u32,
    before: Before<M>,
}

/// What was before.
enum Before<M: Model> {
    /// The session did not watch these rows, in so many slots from the entry's on; their `add` is undone.
    Added { rows: u32 },
    /// The session did not watch the row, which had this key when it was read.
    Unread {
        key: M::Key,
        /// The level in which something had been written: undoing it undoes what was read.
        since: u32,
    },
    /// This was the row.
    Row {
        /// Its value, or `None` where only its life changed.
        value: Option<Box<M>>,
        life: Life,
        era: u32,
        logged: u32,
    },
}

impl<M: Model> Arena<M> {
    /// The entity came to exist at this level. New rows mostly stand in slots one after the other, and
    /// have one entry.
    pub(super) fn log_added(&mut self, slot: u32, moment: Moment) {
        let tenant = &mut self.slots[slot as usize];
        if let Some(Undo {
            level,
            slot: first,
            generation,
            before: Before::Added { rows },
        }) = self.undo.last_mut()
            && (*level, *generation) == (moment.level, tenant.generation)
            && *first + *rows == slot
        {
            *rows += 1;
            tenant.logged = moment.level + 1;
            return;
        }
        self.log(slot, moment, Before::Added { rows: 1 });
    }

    /// The row was read for the first time; what was written before, at any open level, may be in it.
    #[inline]
    pub(super) fn log_read(&mut self, slot: u32, moment: Moment) {
        if let Some(since) = moment.wrote {
            self.log_unread(slot, moment, since);
        }
    }

    fn log_unread(&mut self, slot: u32, moment: Moment, since: u32) {
        let tenant = &self.slots[slot as usize];
        let Some(key) = tenant.value.as_ref().map(Model::key) else {
            return;
        };
        self.log(slot, moment, Before::Unread { key, since });
        // Levels above the one that wrote take images of their own.
        self.slots[slot as usize].logged = since + 1;
    }

    fn log(&mut self, slot: u32, moment: Moment, before: Before<M>) {
        let tenant = &mut self.slots[slot as usize];
        tenant.logged = moment.level + 1;
        let generation = tenant.generation;
        self.undo.push(Undo {
            level: moment.level,
            slot,
            generation,
            before,
        });
    }

    /// Takes an image of a row that is about to change, unless this level has one.
    ///
    /// `value` is the row before the change, or `None` where only its life changes.
    pub(super) fn log_image(&mut self, slot: u32, moment: Moment, value: Option<Box<M>>) {
        let tenant = &self.slots[slot as usize];
        if tenant.logged > moment.level {
            return;
        }
        let before = Before::Row {
            value,
            // A mark for deletion that was not flushed when the level began does not exist: the level
            // began with a commit or a flush.
            life: match tenant.life {
                Life::Doomed => Life::Persistent,
                life => life,
            },
            era: tenant.era,
            logged: tenant.logged,
        };
        self.log(slot, moment, before);
    }

    /// Restores every row to what it was when `level` began; unflushed changes are dropped.
    ///
    /// Rows that were first read after something was written are left in `suspects`.
    pub(super) fn restore(&mut self, level: u32) {
        self.drop_changes();
        let mut still_unread = Vec::new();
        while let Some(mut entry) = self.undo.pop() {
            if entry.level < level {
                self.undo.push(entry);
                break;
            }
            match entry.before {
                // What it may hold was written below this level, and is not undone yet.
                Before::Unread { since, .. } if since < level => {
                    entry.level = level - 1;
                    still_unread.push(entry);
                }
                _ => self.restore_entry(entry),
            }
        }
        still_unread.reverse();
        self.undo.extend(still_unread);
    }

    fn drop_changes(&mut self) {
        for index in self.take_listed() {
            let slot = &mut self.slots[index as usize];
            if let Some(baseline) = slot.baseline.take() {
                slot.value = Some(*baseline);
            }
            match slot.life {
                Life::Doomed => slot.life = Life::Persistent,
                // Added since the level began: a savepoint begins with a flush.
                Life::Pending => {
                    slot.vacate(Life::Undone);
                    self.free.push(index);
                }
                _ => {}
            }
        }
    }

    /// Takes the row of a living tenant out of the map; whether it lives.
    fn unmap_tenant(&mut self, index: u32, generation: u32) -> bool {
        if self.living(index, generation).is_none() {
            return false;
        }
        self.unmap(index);
        true
    }

    fn restore_entry(&mut self, entry: Undo<M>) {
        match entry.before {
            Before::Added { rows } => self.forget_added(entry.slot, rows, entry.generation),
            _ if !self.unmap_tenant(entry.slot, entry.generation) => {}
            Before::Unread { key, .. } => {
                // Whatever happened to it since: reading it again decides.
                let slot = &mut self.slots[entry.slot as usize];
                if let Some(stored) = slot.baseline.take() {
                    slot.value = Some(*stored);
                }
                slot.life = Life::Persistent;
                slot.logged = 0;
                slot.era = 0;
                self.suspects.push((entry.slot, key));
            }
            Before::Row {
                value,
                life,
                era,
                logged,
            } => {
                let slot = &mut self.slots[entry.slot as usize];
                if let Some(value) = value.or(slot.baseline.take()) {
                    slot.value = Some(*value);
                }
                slot.baseline = None;
                slot.life = life;
                slot.era = era;
                slot.logged = logged;
                if let (Life::Persistent | Life::Doomed, Some(value)) = (life, &slot.value) {
                    self.by_key.insert(value.key(), entry.slot);
                }
            }
        }
    }

    /// Nobody watches these rows any more.
    fn forget_added(&mut self, first: u32, rows: u32, generation: u32) {
        // The place that was given away first is the first to be given away again.
        for index in (first..first + rows).rev() {
            if self.unmap_tenant(index, generation) {
                self.slots[index as usize].vacate(Life::Undone);
                self.free.push(index);
            }
        }
    }

    /// The savepoint of `level` was released: its images belong to the level below now.
    pub(super) fn release(&mut self, level: u32) {
        let mut merged = Vec::new();
        while let Some(entry) = self.undo.pop() {
            if entry.level < level {
                self.undo.push(entry);
                break;
            }
            merged.push(entry);
        }
        while let Some(mut entry) = merged.pop() {
            let mut older = false;
            let logged = match &mut entry.before {
                Before::Unread { since, .. } => {
                    *since = (*since).min(level - 1);
                    *since + 1
                }
                Before::Row { logged, .. } => {
                    older = *logged >= level;
                    level
                }
                Before::Added { .. } => level,
            };
            self.mark_logged(&entry, logged);
            // The level below may have an image of its own, which is older.
            if !older {
                entry.level = level - 1;
                self.undo.push(entry);
            }
        }
    }

    /// Nothing can be undone any more.
    pub(super) fn forget_undo(&mut self) {
        while let Some(entry) = self.undo.pop() {
            self.mark_logged(&entry, 0);
        }
        self.copies.end_commit();
    }

    /// The tenants of an entry have their newest image elsewhere.
    fn mark_logged(&mut self, entry: &Undo<M>, logged: u32) {
        let rows = match entry.before {
            Before::Added { rows } => rows,
            Before::Unread { .. } | Before::Row { .. } => 1,
        };
        for index in entry.slot..entry.slot + rows {
            let slot = &mut self.slots[index as usize];
            if slot.generation == entry.generation {
                slot.logged = logged;
            }
        }
    }
}
