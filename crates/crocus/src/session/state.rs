//! The states of an entity, and the one table of what leads from one to the next.

use std::fmt;

use crate::error::{Error, Result};

/// Where an entity stands between the program and the database.
///
/// ```text
///            add              flush               delete, flush
/// Transient ─────▶ Pending ─────────▶ Persistent ───────────────▶ Deleted
///     ▲               │ rollback          │ detach
///     └───────────────┘                   └──────▶ Detached
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Not watched, and not known to the database: a value, or an `add` that was rolled back.
    Transient,
    /// Added; the next flush inserts it.
    Pending,
    /// A row of the database that the session watches.
    Persistent,
    /// Its row was deleted by this session; the struct stays readable.
    Deleted,
    /// No longer watched: detached or cleared.
    Detached,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Transient => "transient",
            State::Pending => "pending",
            State::Persistent => "persistent",
            State::Deleted => "deleted",
            State::Detached => "detached",
        })
    }
}

/// Where a slot of an arena stands: the states of [`State`], and what is not flushed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// Added, not inserted.
    Pending,
    /// Watched.
    Persistent,
    /// Watched; the next flush deletes its row.
    Doomed,
    /// Its row was deleted by a flush.
    Deleted,
    /// Nobody lives here since an `add` was undone.
    Undone,
    /// Nobody lives here since the entity was detached.
    Vacated,
}

/// What happens to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// `session.delete`.
    Delete,
    /// `session.restore`: a delete that was not flushed is taken back.
    Restore,
    /// A flush inserted or updated its row.
    Written,
    /// A flush or a statement deleted its row.
    RowDeleted,
    /// `session.detach`.
    Detach,
}

impl Life {
    /// The life after `event`, or the misuse that `event` would be.
    pub(super) fn after(self, event: Event) -> Result<Life> {
        match (self, event) {
            // Never inserted: nothing to delete in the database, and nobody left to watch.
            (Life::Pending, Event::Delete) => Ok(Life::Undone),
            (Life::Persistent | Life::Doomed, Event::Delete) => Ok(Life::Doomed),
            (Life::Deleted, Event::Delete) => Ok(Life::Deleted),
            (Life::Doomed | Life::Persistent, Event::Restore)
            | (Life::Pending | Life::Persistent, Event::Written) => Ok(Life::Persistent),
            (Life::Persistent | Life::Doomed | Life::Deleted, Event::RowDeleted) => {
                Ok(Life::Deleted)
            }
            (Life::Pending | Life::Persistent | Life::Deleted, Event::Detach) => Ok(Life::Vacated),
            (life, event) => Err(Error::misuse(format!(
                "{} is not possible: the entity is {}",
                event.name(),
                life.name()
            ))),
        }
    }

    /// Whether a ticket for it is good.
    pub(super) fn is_alive(self) -> bool {
        !matches!(self, Life::Undone | Life::Vacated)
    }

    /// The state as the program sees it.
    pub(super) fn state(self) -> State {
        match self {
            Life::Pending => State::Pending,
            Life::Persistent | Life::Doomed => State::Persistent,
            Life::Deleted => State::Deleted,
            Life::Undone => State::Transient,
            Life::Vacated => State::Detached,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Life::Pending => "pending",
            Life::Persistent => "persistent",
            Life::Doomed => "marked for deletion",
            Life::Deleted => "deleted",
            Life::Undone => "transient: its add was undone",
            Life::Vacated => "detached",
        }
    }
}

impl Event {
    fn name(self) -> &'static str {
        match self {
            Event::Delete => "`delete`",
            Event::Restore => "`restore`",
            Event::Written => "writing the row",
            Event::RowDeleted => "deleting the row",
            Event::Detach => "`detach`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVES: [Life; 6] = [
        Life::Pending,
        Life::Persistent,
        Life::Doomed,
        Life::Deleted,
        Life::Undone,
        Life::Vacated,
    ];

    #[test]
    fn a_dead_slot_allows_nothing() {
        for dead in [Life::Undone, Life::Vacated] {
            for event in [Event::Delete, Event::Restore, Event::Written, Event::Detach] {
                assert!(dead.after(event).is_err());
            }
        }
    }

    #[test]
    fn what_is_marked_for_deletion_cannot_be_detached() {
        let error = Life::Doomed.after(Event::Detach).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`detach` is not possible: the entity is marked for deletion"
        );
    }

    #[test]
    fn only_living_entities_have_living_states() {
        for life in LIVES {
            let dead = matches!(life.state(), State::Transient | State::Detached);
            assert_eq!(life.is_alive(), !dead);
        }
    }
}
