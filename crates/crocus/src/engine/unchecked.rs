//! A value that stands in a row for a moment, and need not satisfy what the schema demands of it.

use super::lease::Lease;
use crate::error::Result;

/// What SQLite checks when a row is changed, and can be told to check later or not at all:
/// [`defer_foreign_keys`](https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys) and
/// [`ignore_check_constraints`](https://www.sqlite.org/pragma.html#pragma_ignore_check_constraints).
const CHECKS: [&str; 2] = ["defer_foreign_keys", "ignore_check_constraints"];

impl Lease<'_> {
    /// Runs `body`, whose statements foreign keys and CHECK constraints do not hold back.
    ///
    /// Each value that `body` writes must be overwritten in the same transaction: that statement is
    /// checked in full.
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

    fn is_on(&self, pragma: &str) -> Result<bool> {
        self.connection()?
            .pragma_query_value(None, pragma, |row| row.get(0))
            .map_err(|error| crate::error::Error::from_sqlite(error, None))
    }
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
