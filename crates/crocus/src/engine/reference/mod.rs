//! Which foreign key a failed statement broke: SQLite itself does not tell.
//!
//! The text of the statement says which table it writes to (`statement`); with that, a row is found that
//! would refer to nothing (`broken`).

mod broken;
mod statement;

pub(super) use broken::{named, named_at_commit};
