//! `Error` and `Result`.

use std::fmt;

use super::constraint::Constraint;
use super::kind::ErrorKind;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong: decide by [`kind`](Error::kind), print for people.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    statement: Option<String>,
    constraint: Option<Constraint>,
    source: Option<rusqlite::Error>,
    retryable: bool,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            statement: None,
            constraint: None,
            source: None,
            retryable: false,
        }))
    }

    /// The program used the library against its rules.
    #[cold]
    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Misuse, message)
    }

    /// What went wrong, in the words a caller decides by.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The constraint that was broken, for the kinds `Unique`, `ForeignKey`, `NotNull`, `Check`.
    pub fn constraint(&self) -> Option<&Constraint> {
        self.0.constraint.as_ref()
    }

    /// The statement that failed, shortened.
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// Whether the same work may succeed when it is tried again from its beginning.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.0.kind).field("message", &self.0.message).finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}
