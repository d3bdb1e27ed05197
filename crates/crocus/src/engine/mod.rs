//! Connections, transactions and rows.

mod lease;

pub(crate) use lease::{Lease, Prepared};
