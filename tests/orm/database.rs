//! Fresh databases for tests, and what was sent to them.

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result, Schema};

/// A database of its own, with these tables.
pub(crate) fn database(schema: &Schema) -> Engine {
    let engine = Engine::temporary().unwrap();
    engine.create_all(schema).unwrap();
    engine
}

/// The error, of this kind.
#[track_caller]
pub(crate) fn fails<T>(result: Result<T>, kind: ErrorKind) -> Error {
    match result {
        Ok(_) => panic!("an error of kind {kind:?} was expected, and there was none"),
        Err(error) => {
            assert_eq!(error.kind(), kind, "{error}");
            error
        }
    }
}

/// Whether the message names all of these.
#[track_caller]
pub(crate) fn names(error: &Error, parts: &[&str]) {
    let message = error.to_string();
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
}

/// The statements that begin with one of these words, as the session sent them.
pub(crate) fn sent<T>(
    session: &mut Session,
    words: &[&str],
    body: impl FnOnce(&mut Session) -> Result<T>,
) -> (Vec<String>, T) {
    let engine = session.engine().clone();
    let (value, statements) = crocus::testing::statements(&engine, || body(session).unwrap());
    let wanted = |text: &String| words.iter().any(|word| text.starts_with(word));
    (statements.into_iter().filter(wanted).collect(), value)
}
