//! Fresh databases for tests, what was sent to them, and what errors must say.

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
