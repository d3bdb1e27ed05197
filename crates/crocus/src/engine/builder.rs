//! How an engine is opened.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::config::{Journal, Settings};
use super::engine::{Engine, Shared};
use super::location::Location;
use super::log::Log;
use super::names::Names;
use super::pool::Pool;
use crate::error::{Error, Result};

impl Engine {
    /// Opens a database by a URL as SQLAlchemy writes it (`sqlite:///relative.db`,
    /// `sqlite:////absolute.db`, `sqlite:///:memory:`) or by a plain path; a missing file is created.
    ///
    /// # Errors
    ///
    /// Those of [`EngineBuilder::open`].
    pub fn open(url: &str) -> Result<Engine> {
        Engine::builder(url).open()
    }

    /// Settings for a database, by URL or path.
    pub fn builder(url: &str) -> EngineBuilder {
        EngineBuilder::new(Location::parse(url))
    }

    /// A new database in memory. All sessions see the one database, one at a time; it is gone with
    /// the last clone.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be set up.
    pub fn memory() -> Result<Engine> {
        EngineBuilder::new(Ok(Location::Memory)).open()
    }

    /// A new database in a file of the directory for temporary files, which vanishes with the last
    /// clone: like a real one in all that concerns readers and writers.
    ///
    /// # Errors
    ///
    /// When the file cannot be created.
    pub fn temporary() -> Result<Engine> {
        EngineBuilder::new(Ok(Location::temporary())).open()
    }
}

/// Settings of an engine that is about to be opened; made by [`Engine::builder`].
#[derive(Debug, Clone)]
pub struct EngineBuilder {
    pub(super) location: Result<Location, String>,
    pub(super) settings: Settings,
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
        let location = self.location.map_err(Error::misuse)?;
        let log = Log::new(self.settings.echo, self.settings.log_parameters);
        let pool = Pool::new(location, self.settings)?;
        Ok(Engine {
            shared: Arc::new(Shared {
                pool,
                log,
                names: Names::new(),
                commits: AtomicU64::new(0),
            }),
        })
    }
}
