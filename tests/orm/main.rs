//! What the crates promise to an application, one module for each theme.

mod active_record;
mod database;
mod drift;
mod errors;
mod filter_table;
mod queries;
mod references;
mod told;
mod transactions;
mod types;
mod whole;
