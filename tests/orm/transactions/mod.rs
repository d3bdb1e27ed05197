//! Transactions and savepoints: what they keep, what they undo, in the database and in memory.

mod bank;
mod closures;
mod interrupted;
mod savepoints;
mod session;
mod undone;
