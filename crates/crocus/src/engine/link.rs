//! A connection of SQLite, and the statements that were built to run on it.

use std::any::Any;

use super::rest::Rest;
use crate::schema::Statements;
use crate::sql::Texts;

/// What the pool keeps and lends: a connection, with the texts of the statements it has run.
///
/// They stay with the connection, as its prepared statements do: a session that lives for one request
/// finds them where the one before it left them.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) sqlite: rusqlite::Connection,
    /// Those that write rows of a model.
    pub(super) statements: Statements,
    /// Those that the program builds.
    pub(super) texts: Texts,
    pub(super) rest: Rest,
    pub(super) room: Option<Room>,
}

/// What one owner leaves for the next: memory that need not be asked for again.
pub(crate) type Room = Box<dyn Any + Send>;

impl Link {
    pub(super) fn new(sqlite: rusqlite::Connection) -> Self {
        Link {
            sqlite,
            statements: Statements::default(),
            texts: Texts::default(),
            rest: Rest::default(),
            room: None,
        }
    }
}
