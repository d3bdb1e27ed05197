//! A value that stands in a row for a moment, and need not satisfy what the schema demands of it.

use rustc_hash::FxHashMap;

use super::lease::Lease;
use crate::error::{Error, ErrorKind, Result};

/// What SQLite checks when a row is changed, and can be told to check later or not at all:
/// [`defer_foreign_keys`](https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys) and
/// [`ignore_check_constraints`](https://www.sqlite.org/pragma.html#pragma_ignore_check_constraints).
const CHECKS: [&str; 2] = ["defer_foreign_keys", "ignore_check_constraints"];

impl Lease<'_> {
    /// Runs `body`, whose statements foreign keys and CHECK constraints do not hold back.
    ///
    /// Each value that `body` writes must be overwritten in the same savepoint, which then ends by
    /// [`check_references`](Lease::check_references): SQLite only counts how many references are broken, and
    /// forgets the number when it is told to check at once again.
    pub(crate) fn unchecked(&self, body: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut switched = Switched {
            lease: self,
            pragmas: Vec::new(),
        };
        for pragma in CHECKS {
            // Where the program has switched it on itself, it stays so.
            if !self.is_on(pragma)? {
                switched.pragmas.push(pragma);
                self.batch(&format!("PRAGMA {pragma} = 1"))?;
            }
        }
        let done = body();
        switched.off().and(done)
    }

    /// The references that are broken now, of all tables.
    pub(crate) fn broken_references(&self) -> Result<Broken> {
        let sqlite = |error| Error::from_sqlite(error, None);
        let mut statement = self
            .connection()?
            .prepare("PRAGMA foreign_key_check")
            .map_err(sqlite)?;
        let broken = statement.query_map([], |row| {
            Ok(Reference {
                child: row.get(0)?,
                rowid: row.get(1)?,
                parent: row.get(2)?,
                number: row.get(3)?,
            })
        });
        let mut count = FxHashMap::default();
        for reference in broken.map_err(sqlite)? {
            *count.entry(reference.map_err(sqlite)?).or_default() += 1;
        }
        Ok(Broken(count))
    }

    /// Fails where a reference is broken that was not broken before.
    pub(crate) fn check_references(&self, before: &Broken) -> Result<()> {
        let now = self.broken_references()?;
        let more =
            |(reference, count): &(&Reference, &usize)| before.0.get(reference) < Some(count);
        match now.0.iter().find(more) {
            None => Ok(()),
            Some((Reference { child, parent, .. }, _)) => Err(Error::new(
                ErrorKind::ForeignKey,
                format!("a row of `{child}` refers to a row of `{parent}` that does not exist"),
            )),
        }
    }

    fn is_on(&self, pragma: &str) -> Result<bool> {
        self.connection()?
            .pragma_query_value(None, pragma, |row| row.get(0))
            .map_err(|error| Error::from_sqlite(error, None))
    }
}

/// References that are broken, and how many times each: a row without a rowid is told by its table only.
#[derive(Debug)]
pub(crate) struct Broken(FxHashMap<Reference, usize>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Reference {
    child: String,
    rowid: Option<i64>,
    parent: String,
    /// Which of the child's foreign keys.
    number: i64,
}

/// The pragmas that were switched on; switches them off, also after a panic.
struct Switched<'l> {
    lease: &'l Lease<'l>,
    pragmas: Vec<&'static str>,
}

impl Switched<'_> {
    fn off(&mut self) -> Result<()> {
        while let Some(pragma) = self.pragmas.last() {
            self.lease.batch(&format!("PRAGMA {pragma} = 0"))?;
            self.pragmas.pop();
        }
        Ok(())
    }
}

impl Drop for Switched<'_> {
    fn drop(&mut self) {
        // Only an unwinding program gets here with a pragma left.
        let _ = self.off();
    }
}
