//! The settings of an engine.

use std::time::Duration;

/// What happens with the journal mode of a file.
///
/// ```
/// # use crocus::prelude::*;
/// # fn main() -> crocus::Result<()> {
/// use crocus::Journal;
///
/// # let file = std::env::temp_dir().join(format!("crocus-keep-{}.db", std::process::id()));
/// # let path = file.display().to_string();
/// let engine = Engine::builder(&path).journal(Journal::Keep).open()?; // as another program made it
/// assert_eq!(engine.connect()?.scalar::<String>("PRAGMA journal_mode")?, "delete");
/// # drop(engine);
/// # let _ = std::fs::remove_file(file);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Journal {
    /// Write-ahead logging: readers and the writer do not wait for each other.
    Wal,
    /// The file's mode stays as it is: for files that belong to another program.
    Keep,
}

/// Settings of an engine.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) echo: bool,
    pub(super) log_parameters: bool,
    pub(super) readers: usize,
    pub(super) busy_timeout: Duration,
    pub(super) create: bool,
    pub(super) read_only: bool,
    pub(super) durable: bool,
    pub(super) journal: Journal,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            echo: false,
            log_parameters: false,
            readers: 4,
            busy_timeout: Duration::from_secs(5),
            create: true,
            read_only: false,
            durable: false,
            journal: Journal::Wal,
        }
    }
}
