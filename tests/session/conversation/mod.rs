//! Random conversations with a session, compared after every step with plain maps.
//!
//! A seed gives one conversation: entities of three tables are added, changed and deleted, statements
//! and other connections change their rows, flushes fail, transactions and savepoints end in every way.
//! A failure prints its seed and the last steps. Three settings of the environment:
//!
//! - `CROCUS_STEPS`: how many steps are taken in all, 100,000 if it is not set,
//! - `CROCUS_SEED`: the first seed, 1 if it is not set,
//! - `CROCUS_LINES`: how many of the last steps a failure prints, 40 if it is not set.

mod entities;
mod models;
mod others;
mod random;
mod reference;
mod run;
mod statements;
mod transactions;
