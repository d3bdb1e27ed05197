//! What a session promises: identity, unit of work, and memory that follows the database.

mod atomic;
mod batches;
mod database;
mod lost_update;
mod model_based;
mod reference;
mod savepoints;
mod scenarios;
