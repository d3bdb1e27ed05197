//! What a type means: its table, its key, how it is read and written, and how others refer to it.

mod builder;
mod entity;
mod foreign_key;
mod input;
mod key;
mod model;
mod operand;
mod record;
#[cfg(feature = "serde")]
mod serialize;

pub use builder::{Given, Missing, Unassigned, given};
pub use entity::Entity;
pub use foreign_key::ForeignKey;
pub use input::{Input, KeyInput};
pub use key::Key;
pub use model::{Model, ModelId};
pub use record::{
    copy, encode_with, key_of, no_column, no_variant, positions, same_stored, write_back_with,
};
