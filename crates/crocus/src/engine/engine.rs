//! The engine: one database, its connections and its settings.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::config::EngineBuilder;
use super::location::Location;
use super::log::Log;
use super::pool::Pool;
use crate::error::{Error, Result};

/// A database: one per process. Cloning it is cheap, and all clones are the same database.
#[derive(Clone)]
pub struct Engine {
    pub(super) shared: Arc<Shared>,
}

/// What the clones of an engine and its leases share.
pub(super) struct Shared {
    /// Counts what was committed here, so that a session knows whether rows may have changed.
    pub(super) commits: AtomicU64,
    pub(super) pool: Pool,
    pub(super) log: Log,
}

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

    pub(super) fn open_with(builder: EngineBuilder) -> Result<Engine> {
        let location = builder.location.map_err(Error::misuse)?;
        let log = Log::new(builder.settings.echo, builder.settings.log_parameters);
        let pool = Pool::new(location, builder.settings)?;
        Ok(Engine {
            shared: Arc::new(Shared {
                pool,
                log,
                commits: AtomicU64::new(0),
            }),
        })
    }

    /// How often something was committed through this engine; another process is not counted.
    #[inline]
    pub(crate) fn commits(&self) -> u64 {
        self.shared.commits.load(Ordering::Acquire)
    }

    /// Lets `observer` see the text of every statement, until [`Engine::unobserve`].
    pub(crate) fn observe(&self, observer: Arc<dyn Fn(&str) + Send + Sync>) -> u64 {
        self.shared.log.observe(observer)
    }

    /// Lets an observer go.
    pub(crate) fn unobserve(&self, id: u64) {
        self.shared.log.unobserve(id);
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("location", &self.shared.pool.location)
            .finish_non_exhaustive()
    }
}

const _: () = {
    const fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Engine>();
};
