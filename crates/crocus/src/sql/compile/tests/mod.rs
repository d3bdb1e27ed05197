//! What the compiler promises: texts as they are expected, and answers of SQLite.

mod database;
mod limits;
mod list;
mod node;
mod precedence;
mod scope;
mod select;
mod write;
