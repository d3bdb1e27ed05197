//! Fresh databases for tests, what was sent to them, and what errors must say.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result, Schema};

/// A database of its own, with these tables.
pub(crate) fn database(schema: &Schema) -> Engine {
    let engine = Engine::temporary().unwrap();
    engine.create_all(schema).unwrap();
    engine
}

/// The error, of this kind, naming all these parts.
#[track_caller]
pub(crate) fn fails<T>(result: Result<T>, kind: ErrorKind, parts: &[&str]) -> Error {
    let Err(error) = result else {
        panic!("an error of kind {kind:?} was expected, and there was none")
    };
    assert_eq!(error.kind(), kind, "{error}");
    for part in parts {
        let message = error.to_string();
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    error
}

/// Runs `body`; the statements it sent, but for those that begin and end transactions.
#[track_caller]
pub(crate) fn sent<T>(
    s: &mut Session,
    body: impl FnOnce(&mut Session) -> Result<T>,
) -> (T, Vec<String>) {
    let engine = s.engine().clone();
    let (value, statements) = crocus::testing::statements(&engine, || body(s));
    let control = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];
    let is_control = |text: &String| control.iter().any(|verb| text.starts_with(verb));
    let statements = statements.into_iter().filter(|text| !is_control(text));
    (value.unwrap(), statements.collect())
}

/// Runs `body`; how many statements it sent, but for those that begin and end transactions.
#[track_caller]
pub(crate) fn count<T>(
    s: &mut Session,
    body: impl FnOnce(&mut Session) -> Result<T>,
) -> (T, usize) {
    let engine = s.engine().clone();
    let (value, count) = crocus::testing::count(&engine, || body(s));
    (value.unwrap(), count)
}

/// Runs a statement on a connection of its own, as another program would.
#[track_caller]
pub(crate) fn elsewhere(engine: &Engine, sql: &str) {
    engine.connect().unwrap().execute(sql).unwrap();
}

/// A number that the committed database answers with.
#[track_caller]
pub(crate) fn committed(engine: &Engine, sql: &str) -> i64 {
    engine.connect().unwrap().scalar(sql).unwrap()
}

/// The sentence of the panic that `body` ends with.
#[track_caller]
pub(crate) fn panics<T>(body: impl FnOnce() -> T) -> String {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body));
    let Err(panic) = outcome else {
        panic!("a panic was expected, and there was none")
    };
    match panic.downcast::<String>() {
        Ok(sentence) => *sentence,
        Err(panic) => (*panic.downcast_ref::<&str>().unwrap()).to_owned(),
    }
}

/// A directory that goes with its test.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("crocus-test-session-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Numbers that look random and are the same each time.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}
