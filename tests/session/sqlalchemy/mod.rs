//! Behaviours of SQLAlchemy's session, and what Crocus does instead where it differs.
//!
//! Whoever comes from SQLAlchemy relies on these: one row is one entity, a flush writes what changed in
//! the right order, a savepoint takes back its own work, a struct can be merged, and entities learn of
//! statements that change their rows. Each test is one behaviour. Here Crocus promises more, and the
//! tests hold it to that:
//!
//! - Nothing expires. Values are kept after a commit, a rollback restores those from before without
//!   reading, and looking at an entity never sends SQL.
//! - A flush is written as a whole or not at all, and can be repeated once its cause is mended, without
//!   a rollback.
//! - An update of a row that another one changed is refused without a version column, too.
//! - Unique values are swapped in one flush, and a row that replaces another inherits nothing from it.
//! - Setting a value to an equal one changes nothing; defaults are there as soon as a struct is built.
//! - Deleting a row that is gone already succeeds without a warning.
//!
//! What Crocus does not have is not tested here: hooks into a flush or a commit, collections of entities
//! (a query answers with the rows of now), and flags for row locks, which SQLite does not have. A struct
//! without its key does not compile.

mod defaults;
mod identity;
mod keys;
mod merge;
mod model;
mod queries;
mod refresh;
mod savepoints;
mod statements;
mod transactions;
mod unit_of_work;
mod versions;
