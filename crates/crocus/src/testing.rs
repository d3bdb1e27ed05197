//! For tests: fresh engines, and the statements that a piece of code runs.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
//! # fn main() -> crocus::Result<()> {
//! let engine = crocus::testing::engine()?; // each test has its own
//! engine.create_all(&schema![User])?;
//! let mut s = engine.session();
//! s.add(User::builder().name("ada").build());
//! let (committed, statements) = crocus::testing::count(&engine, || s.commit());
//! committed?;
//! assert_eq!(statements, 1); // one INSERT
//! # Ok(())
//! # }
//! ```

use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::Engine;
use crate::error::Result;

/// A fresh, empty database in memory.
///
/// ```
/// # use crocus::prelude::*;
/// # fn main() -> crocus::Result<()> {
/// let engine = crocus::testing::engine()?;
/// assert_eq!(engine.connect()?.scalar::<i64>("SELECT count(*) FROM sqlite_schema")?, 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When SQLite cannot be set up.
pub fn engine() -> Result<Engine> {
    Engine::memory()
}

/// Runs `body`; what it returns, and the text of all statements that ran on the engine meanwhile, on
/// any thread, BEGIN and COMMIT included.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// let (books, sql) = crocus::testing::statements(&engine, || Book::all(&mut engine.session()));
/// assert!(books?.is_empty());
/// assert!(sql[0].starts_with("SELECT"));
/// # Ok(())
/// # }
/// ```
pub fn statements<T>(engine: &Engine, body: impl FnOnce() -> T) -> (T, Vec<String>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let observer = Arc::new(move |sql: &str| {
        log.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sql.to_owned());
    });
    let observing = Observing {
        engine,
        id: engine.observe(observer),
    };
    let value = body();
    drop(observing);
    let statements = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    (value, statements)
}

/// Runs `body`; what it returns, and how many statements ran on the engine meanwhile, on any thread.
/// Those that only begin and end transactions and savepoints are not counted.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// let books = s.add_all(["Emma", "Walden"].map(|title| Book::builder().title(title).build()));
/// s.commit()?;
/// s[books[1]].price = 9;
/// let (committed, statements) = crocus::testing::count(&engine, || s.commit());
/// committed?;
/// assert_eq!(statements, 1); // one UPDATE
/// # Ok(())
/// # }
/// ```
pub fn count<T>(engine: &Engine, body: impl FnOnce() -> T) -> (T, usize) {
    let (value, statements) = statements(engine, body);
    let counted = statements.iter().filter(|sql| !is_control(sql)).count();
    (value, counted)
}

fn is_control(sql: &str) -> bool {
    ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]
        .iter()
        .any(|verb| sql.starts_with(verb))
}

/// Lets the observer go, also after a panic.
struct Observing<'a> {
    engine: &'a Engine,
    id: u64,
}

impl Drop for Observing<'_> {
    fn drop(&mut self) {
        self.engine.unobserve(self.id);
    }
}
