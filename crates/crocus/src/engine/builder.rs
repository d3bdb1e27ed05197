//! How an engine is opened.

use std::sync::Arc;
use std::time::Duration;

use super::commits::Commits;
use super::config::{Journal, Settings};
use super::engine::{Engine, Shared};
use super::location::Location;
use super::log::Log;
use super::names::Names;
use super::pool::Pool;
use crate::error::{Error, Result};

/// SQLite counts the milliseconds of a timeout in 32 bits.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 24 * 60 * 60);

impl Engine {
    /// Opens a database by a URL as SQLAlchemy writes it (`sqlite:///relative.db`,
    /// `sqlite:////absolute.db`, `sqlite:///:memory:`) or by a plain path; a missing file is created.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::open("sqlite:///:memory:")?; // or "sqlite:///blog.db", "blog.db"
    /// assert_eq!(sql("SELECT 1").scalar::<i64>(&mut engine.session())?, 1);
    /// let error = Engine::open("postgres://localhost/blog").unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::Misuse);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`EngineBuilder::open`].
    pub fn open(url: &str) -> Result<Engine> {
        Engine::builder(url).open()
    }

    /// Settings for a database, by URL or path.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::builder("sqlite:///:memory:").echo(true).open()?;
    /// assert_eq!(engine.connect()?.scalar::<i64>("PRAGMA foreign_keys")?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(url: &str) -> EngineBuilder {
        EngineBuilder::new(Location::parse(url))
    }

    /// A new database in memory. All sessions see the one database, one at a time; it is gone with
    /// the last clone. Its pages have 2 KiB, which makes writing cheaper where there is no disk; a file
    /// that it is copied to has the same.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let clone = engine.clone(); // the same database
    /// s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// assert_eq!(User::select().count(&mut clone.session())?, 1);
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::temporary()?; // a file: readers do not wait for the writer
    /// assert_eq!(engine.connect()?.scalar::<String>("PRAGMA journal_mode")?, "wal");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the file cannot be created.
    pub fn temporary() -> Result<Engine> {
        EngineBuilder::new(Ok(Location::temporary())).open()
    }
}

/// Settings of an engine that is about to be opened; made by [`Engine::builder`].
///
/// ```
/// # use crocus::prelude::*;
/// # fn main() -> crocus::Result<()> {
/// use std::time::Duration;
///
/// let engine = Engine::builder("sqlite:///:memory:")
///     .busy_timeout(Duration::from_secs(2))
///     .open()?;
/// assert!(engine.session().engine().read(|s| sql("SELECT 1").scalar::<bool>(s))?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is opened before `.open()`"]
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
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::builder(":memory:").echo(true).open()?; // each statement goes to stderr
    /// assert_eq!(engine.connect()?.scalar::<i64>("SELECT 1")?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn echo(mut self, echo: bool) -> Self {
        self.settings.echo = echo;
        self
    }

    /// Whether events of the feature `tracing` carry parameters, which may be secrets; off by default.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let verbose = cfg!(debug_assertions); // never where real users type real secrets
    /// let engine = Engine::builder(":memory:").log_parameters(verbose).open()?;
    /// assert_eq!(engine.connect()?.scalar::<i64>("SELECT 1")?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn log_parameters(mut self, log: bool) -> Self {
        self.settings.log_parameters = log;
        self
    }

    /// How many connections may read at once, at least 1; 4 by default. Further readers wait.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::builder(":memory:").readers(2).open()?;
    /// assert_eq!(engine.read(|s| sql("SELECT 1").scalar::<i64>(s))?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn readers(mut self, readers: usize) -> Self {
        self.settings.readers = readers.max(1);
        self
    }

    /// How long to wait for another writer, or for a connection, before it is `Busy`; 5 s by default,
    /// 24 days at most.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// use std::time::Duration;
    ///
    /// let engine = Engine::builder(":memory:").busy_timeout(Duration::from_secs(30)).open()?;
    /// assert_eq!(engine.connect()?.scalar::<i64>("PRAGMA busy_timeout")?, 30_000);
    /// # Ok(())
    /// # }
    /// ```
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.settings.busy_timeout = timeout.min(LONGEST_WAIT);
        self
    }

    /// Whether a missing file is created; by default it is.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let missing = Engine::builder("/no/such/directory/blog.db").create(false).open();
    /// assert!(missing.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(mut self, create: bool) -> Self {
        self.settings.create = create;
        self
    }

    /// Opens the file for reading only.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// use crocus::ErrorKind;
    ///
    /// let engine = Engine::builder(":memory:").read_only(true).open()?;
    /// let error = engine.write(|s| sql("CREATE TABLE a (b)").execute(s)).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::ReadOnly);
    /// # Ok(())
    /// # }
    /// ```
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.settings.read_only = read_only;
        self
    }

    /// What happens with the journal mode of the file; write-ahead logging by default.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// use crocus::Journal;
    ///
    /// # let file = std::env::temp_dir().join(format!("crocus-journal-{}.db", std::process::id()));
    /// # let path = file.display().to_string();
    /// let engine = Engine::builder(&path).journal(Journal::Wal).open()?;
    /// assert_eq!(engine.connect()?.scalar::<String>("PRAGMA journal_mode")?, "wal");
    /// # drop(engine);
    /// # let _ = std::fs::remove_file(file);
    /// # Ok(())
    /// # }
    /// ```
    pub fn journal(mut self, journal: Journal) -> Self {
        self.settings.journal = journal;
        self
    }

    /// Waits for the disk at every commit (`synchronous=FULL`): a power cut loses no commit. Without
    /// it a power cut may lose the last commits, but never damages the file.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::builder(":memory:").durable().open()?;
    /// assert_eq!(engine.connect()?.scalar::<i64>("PRAGMA synchronous")?, 2); // FULL
    /// # Ok(())
    /// # }
    /// ```
    pub fn durable(mut self) -> Self {
        self.settings.durable = true;
        self
    }

    /// Opens the database and tries its settings on a first connection.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let file = std::env::temp_dir().join(format!("crocus-{}.db", std::process::id()));
    /// let missing = Engine::builder(&file.display().to_string()).create(false).open();
    /// assert!(missing.is_err()); // without `create(false)` the file would be made
    /// let engine = Engine::builder(":memory:").open()?;
    /// assert_eq!(engine.connect()?.scalar::<i64>("PRAGMA foreign_keys")?, 1);
    /// # Ok(())
    /// # }
    /// ```
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
                commits: Commits::default(),
            }),
        })
    }
}
