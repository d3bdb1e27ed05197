//! The session: identity map, unit of work, and the terminals of queries.
//!
//! The way of a flush: [`collect`] finds what changed, [`plan`] orders it, [`persist`] writes it in
//! one savepoint, [`staged`] applies it to memory, [`undo`] keeps what a rollback restores.

mod active_record;
mod any_arena;
mod arena;
mod arenas;
mod attach;
mod autoflush;
mod batch;
mod bind;
mod bulk;
mod by_key;
mod cascade;
mod closure;
mod collect;
mod copies;
mod cursor;
mod deleted;
mod describe;
mod fetch;
mod flush;
mod get;
mod guarded;
mod index;
mod insert_all;
mod inspect;
mod io;
mod keys;
mod listed;
mod moment;
mod persist;
mod plan;
mod raw;
mod rekey;
mod resolve;
mod run;
mod session;
mod slot;
mod slots;
mod staged;
mod state;
mod statement;
mod tracked;
mod transaction;
mod undo;
mod unwatched;
mod unwinding;
mod updates;
mod value_row;
mod version;

pub use active_record::ActiveRecord;
pub use cursor::{Cursor, CursorRows};
pub use fetch::Rowset;
pub use inspect::Change;
pub use session::Session;
pub use state::State;
pub use tracked::{EntityQuery, Tracked};
