//! What setters, keys and `set` take.

use super::entity::Entity;
use super::foreign_key::ForeignKey;
use super::model::Model;
use crate::value::{Fault, Scalar};

/// A value for a column of type `T`: exact types, so that literals infer; `&str` for text; a value
/// or `None` for a nullable column; an entity, model or key for a foreign key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a column of type `{T}`",
    label = "expected a `{T}`"
)]
pub trait Input<T> {
    /// The column's value.
    fn input(self) -> T;
}

impl<T: Scalar> Input<T> for T {
    fn input(self) -> T {
        self
    }
}

impl<T: Scalar> Input<Option<T>> for T {
    fn input(self) -> Option<T> {
        Some(self)
    }
}

impl<T: Scalar> Input<Option<T>> for Option<T> {
    fn input(self) -> Option<T> {
        self
    }
}

/// A key to look a row up by: what [`Input`] takes, or a reference to the row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of type `{K}`",
    label = "expected a `{K}`"
)]
pub trait KeyInput<K> {
    /// The key.
    ///
    /// # Errors
    ///
    /// When it is the key of a pending entity, which has none yet.
    fn key_input(self) -> Result<K, Fault>;
}

impl<T: Input<K>, K> KeyInput<K> for T {
    fn key_input(self) -> Result<K, Fault> {
        Ok(self.input())
    }
}
