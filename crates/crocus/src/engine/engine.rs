//! The engine: one database, its connections and its settings.

use std::fmt;
use std::sync::Arc;

use super::commits::Commits;
use super::log::Log;
use super::names::Names;
use super::pool::Pool;

/// A database: one per process. Cloning it is cheap, and all clones are the same database.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// let worker = engine.clone();
/// std::thread::spawn(move || {
///     worker.write(|s| User::create(User::builder().name("ada").build(), s))
/// })
/// .join()
/// .expect("the thread ends well")?;
/// assert_eq!(engine.read(|s| User::select().count(s))?, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Engine {
    pub(super) shared: Arc<Shared>,
}

/// What the clones of an engine and its leases share.
pub(super) struct Shared {
    pub(super) commits: Commits,
    pub(super) pool: Pool,
    pub(super) log: Log,
    pub(super) names: Names,
}

impl Engine {
    /// How often something was committed through this engine; another process is not counted.
    #[inline]
    pub(crate) fn commits(&self) -> u64 {
        self.shared.commits.count()
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
