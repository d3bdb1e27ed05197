//! What a session promises: identity, unit of work, and memory that follows the database.

mod atomic;
mod batches;
mod broken_references;
mod collations;
mod conversation;
mod crash;
mod cursor;
mod database;
mod followed;
mod identity;
mod keys_given_again;
mod lost_update;
mod misuse;
mod panics;
mod references;
mod rekeys;
mod savepoints;
mod sqlalchemy;
mod sqlite_rolled_back;
mod successors;
mod swaps;
mod threads;
mod uniques;
mod unit_of_work;
mod updates;
mod versions;
