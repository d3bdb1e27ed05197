//! The connections of an engine.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::config::Settings;
use super::gate::Gate;
use super::link::Link;
use super::location::Location;
use super::open::{Access, open};
use crate::error::{Error, ErrorKind, Result};

/// A wait that no program lives to see the end of, where the timeout is beyond what a clock can say.
const FOREVER: Duration = Duration::from_secs(3600);

/// The connections of one database.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) location: Location,
    pub(super) settings: Settings,
    /// The connection that writes, and the queue for it; in memory, the only connection.
    pub(super) gate: Gate<Link>,
    readers: Mutex<Readers>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Readers {
    #[expect(
        clippy::vec_box,
        reason = "lent and returned as they are: a connection is large to move"
    )]
    idle: Vec<Box<Link>>,
    lent: usize,
    waiting: usize,
}

impl Pool {
    /// A pool with its first connection, which tries the settings.
    pub(super) fn new(location: Location, mut settings: Settings) -> Result<Self> {
        let access = if settings.read_only {
            Access::Read
        } else {
            Access::Write
        };
        let first = open(&location, &settings, access)?;
        // A file that vanishes later is missed, not made anew beside the connections that have it open.
        settings.create = false;
        let mut readers = Readers::default();
        let mut writer = None;
        if settings.read_only && location.path().is_some() {
            readers.idle.push(first);
        } else {
            writer = Some(first);
        }
        Ok(Pool {
            location,
            settings,
            gate: Gate::new(writer),
            readers: Mutex::new(readers),
            returned: Condvar::new(),
        })
    }

    /// Whether the database lives in its only connection.
    pub(super) fn in_memory(&self) -> bool {
        self.location.path().is_none()
    }

    fn readers(&self) -> MutexGuard<'_, Readers> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that reads, from the pool or a new one; waits while too many are lent.
    pub(super) fn take_reader(&self) -> Result<Box<Link>> {
        let timeout = self.settings.busy_timeout;
        let mut deadline = None;
        let mut readers = self.readers();
        loop {
            if let Some(connection) = readers.idle.pop() {
                readers.lent += 1;
                return Ok(connection);
            }
            if readers.lent < self.settings.readers {
                readers.lent += 1;
                drop(readers);
                let opened = open(&self.location, &self.settings, Access::Read);
                if opened.is_err() {
                    self.give_back_reader(None);
                }
                return opened;
            }
            let now = Instant::now();
            let end = *deadline.get_or_insert(now.checked_add(timeout));
            let left = end.map_or(FOREVER, |end| end.saturating_duration_since(now));
            if left == Duration::ZERO {
                return Err(all_lent(self.settings.readers, timeout));
            }
            readers.waiting += 1;
            let waited = self.returned.wait_timeout(readers, left);
            readers = waited.unwrap_or_else(PoisonError::into_inner).0;
            readers.waiting -= 1;
        }
    }

    /// Takes a reader back, or learns that it is gone.
    pub(super) fn give_back_reader(&self, connection: Option<Box<Link>>) {
        let mut readers = self.readers();
        readers.lent = readers.lent.saturating_sub(1);
        readers.idle.extend(connection);
        // To wake is a system call, even where nobody sleeps.
        let waiting = readers.waiting > 0;
        drop(readers);
        if waiting {
            self.returned.notify_one();
        }
    }

    /// A connection that writes, where the one there was is lost.
    pub(super) fn open_writer(&self) -> Result<Box<Link>> {
        open(&self.location, &self.settings, Access::Write)
    }
}

#[cold]
fn all_lent(readers: usize, timeout: Duration) -> Error {
    let seconds = timeout.as_secs_f64();
    Error::new(
        ErrorKind::Busy,
        format!(
            "waited {seconds} s for one of the {readers} connections that read: all are in use"
        ),
    )
    .retryable()
}

impl Drop for Pool {
    fn drop(&mut self) {
        let writer = self.gate.take();
        if let (Some(writer), false) = (&writer, self.in_memory()) {
            // Statistics for the planner are worth having, and nothing to fail for.
            let _ = writer.sqlite.execute_batch("PRAGMA optimize");
        }
        drop(writer);
        self.readers
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .idle
            .clear();
        if let Location::Temporary(path) = &self.location {
            for suffix in ["", "-wal", "-shm", "-journal"] {
                let mut name = path.clone().into_os_string();
                name.push(suffix);
                // A file that never was, or was deleted by others, is gone all the same.
                let _ = std::fs::remove_file(name);
            }
        }
    }
}
