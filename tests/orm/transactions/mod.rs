//! Transactions and savepoints: what they keep, what they undo, in the database and in memory.

mod bank;
mod closures;
mod savepoints;
mod session;
mod undone;
