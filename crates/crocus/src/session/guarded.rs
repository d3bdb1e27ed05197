//! UPDATE and DELETE that compare old values: a row is found by what it means, in whatever form it
//! was written.

use super::bind::read_row;
use super::io::Io;
use super::slot::Slot;
use super::version::Version;
use crate::error::Result;
use crate::model::Model;
use crate::schema::ColumnSet;

/// The columns whose old values an UPDATE compares: the version, or what it changes in a row that
/// was read before the transaction began.
pub(super) fn guard<M>(
    slot: &Slot<M>,
    changed: ColumnSet,
    version: Option<&Version>,
    era: u32,
) -> ColumnSet {
    let old = if slot.era == era {
        ColumnSet::EMPTY
    } else {
        changed
    };
    match version {
        Some(version) if version.kept => old.with(version.column),
        Some(version) => ColumnSet::EMPTY.with(version.column),
        None => old,
    }
}

/// Runs a statement that finds its row by the key and the old values of `guard`, and says how many
/// rows it found.
///
/// The old values are compared as they would be written here. Others write the same ones in other
/// forms: SQLite's own functions write times without a fraction, SQLAlchemy UUIDs without hyphens,
/// Python JSON with spaces. Where no row is found, it is read once more, and if it still means what
/// was read, found by its key alone: nobody writes between the two, as the transaction has the lock.
#[inline]
pub(super) fn guarded<M: Model, T>(
    stored: &M,
    guard: ColumnSet,
    io: &Io<'_>,
    mut run: impl FnMut(ColumnSet) -> Result<(usize, T)>,
) -> Result<(usize, T)> {
    let first = run(guard)?;
    if first.0 == 0 && !guard.is_empty() && is_as_read(stored, guard, io)? {
        return run(ColumnSet::EMPTY);
    }
    Ok(first)
}

#[cold]
fn is_as_read<M: Model>(stored: &M, guard: ColumnSet, io: &Io<'_>) -> Result<bool> {
    if io.has_moved() {
        return Ok(false);
    }
    let found: Option<M> = read_row(io.lease, &stored.key())?;
    Ok(found.is_some_and(|found| found.diff(stored).intersection(guard).is_empty()))
}
