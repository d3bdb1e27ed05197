//! Connections, transactions and rows: everything that talks to SQLite.
//!
//! An [`Engine`] is one database. It keeps a pool of connections that read and one that writes; a
//! [`Lease`] lends one of them to a session, from BEGIN to COMMIT or for one statement. Writers stand
//! in one queue (the [`gate`]), so that within a process SQLite's lock is never fought for.

mod backoff;
mod builder;
mod commits;
mod config;
mod connection;
mod engine;
mod gate;
mod lease;
mod link;
mod location;
mod log;
mod names;
mod open;
mod pool;
mod prepared;
mod reference;
mod rest;
mod unchecked;

pub(crate) use backoff::backoff;
pub use builder::EngineBuilder;
pub use config::Journal;
pub use connection::Connection;
pub use engine::Engine;
pub(crate) use gate::Scope;
pub(crate) use lease::{Lease, Mode};
pub(crate) use link::Room;
pub(crate) use prepared::{Prepared, Running, Statement};
pub(crate) use unchecked::Broken;
