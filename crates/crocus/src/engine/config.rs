//! The settings of an engine.

use std::time::Duration;

use super::engine::Engine;
use super::location::Location;
use crate::error::Result;

/// What happens with the journal mode of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Journal {
    /// Write-ahead logging: readers and the writer do not wait for each other.
    Wal,
    /// The file's mode stays as it is: for files that belong to another program.
    Keep,
}

/// Settings of an engine that is about to be opened; made by [`Engine::builder`].
#[derive(Debug, Clone)]
pub struct EngineBuilder {
    pub(super) location: Result<Location, String>,
    pub(super) settings: Settings,
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

impl EngineBuilder {
    pub(super) fn new(location: Result<Location>) -> Self {
        let location = location.map_err(|error| error.to_string());
        EngineBuilder {
            location,
            settings: Settings::default(),
        }
    }

    /// Prints every statement with its parameters, rows and time to standard error.
    pub fn echo(mut self, echo: bool) -> Self {
        self.settings.echo = echo;
        self
    }

    /// Whether events of the feature `tracing` carry parameters, which may be secrets; off by default.
    pub fn log_parameters(mut self, log: bool) -> Self {
        self.settings.log_parameters = log;
        self
    }

    /// How many connections may read at once, at least 1; 4 by default. Further readers wait.
    pub fn readers(mut self, readers: usize) -> Self {
        self.settings.readers = readers.max(1);
        self
    }

    /// How long to wait for another writer, or for a connection, before it is `Busy`; 5 s by default.
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.settings.busy_timeout = timeout;
        self
    }

    /// Whether a missing file is created; by default it is.
    pub fn create(mut self, create: bool) -> Self {
        self.settings.create = create;
        self
    }

    /// Opens the file for reading only.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.settings.read_only = read_only;
        self
    }

    /// What happens with the journal mode of the file; write-ahead logging by default.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.settings.journal = journal;
        self
    }

    /// Waits for the disk at every commit (`synchronous=FULL`): a power cut loses no commit. Without
    /// it a power cut may lose the last commits, but never damages the file.
    pub fn durable(mut self) -> Self {
        self.settings.durable = true;
        self
    }

    /// Opens the database and tries its settings on a first connection.
    ///
    /// # Errors
    ///
    /// `Misuse` for a URL that names no SQLite database; `Corrupt` for a file that is none; `Busy`
    /// when it stays locked; `ReadOnly` and `Sqlite` when it cannot be opened.
    pub fn open(self) -> Result<Engine> {
        Engine::open_with(self)
    }
}
