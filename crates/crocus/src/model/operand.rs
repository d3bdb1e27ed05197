//! Entities, models and keys as operands of comparisons with foreign keys.

use super::entity::Entity;
use super::foreign_key::ForeignKey;
use super::model::Model;
use crate::expr::{Operand, bound};
use crate::sql::Node;
use crate::value::{ColumnType, Comparable, Format, Scalar, Value};

#[diagnostic::do_not_recommend]
impl<M: Model, N> Operand<ForeignKey<M>, N> for Entity<M>
where
    M::Key: Scalar,
{
    type With<L> = L;
    type Reads<Y: ColumnType> = Y;

    fn node(self, _format: Format) -> Node {
        Node::value(Value::Pending(self.ticket))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, N> Operand<ForeignKey<M>, N> for &M
where
    M::Key: Scalar,
{
    type With<L> = L;
    type Reads<Y: ColumnType> = Y;

    fn node(self, format: Format) -> Node {
        bound(&self.key(), format)
    }
}

macro_rules! keys {
    ($($key:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>, N> Operand<ForeignKey<M>, N> for $key {
            type With<L> = L;
            type Reads<Y: ColumnType> = Y;

            fn node(self, format: Format) -> Node {
                bound(&self, format)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>, N> Operand<ForeignKey<M>, N> for &$key {
            type With<L> = L;
            type Reads<Y: ColumnType> = Y;

            fn node(self, format: Format) -> Node {
                bound(self, format)
            }
        }
    )*};
}

keys!(i8, i16, i32, i64, u8, u16, u32, u64, String);

/// Keys of a class that other types share compare with references to them, and not with others of
/// that class.
macro_rules! compared {
    ($($key:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>> Comparable<ForeignKey<M>> for $key {}
        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>> Comparable<$key> for ForeignKey<M> {}
    )*};
}

compared!(i8, i16, i32, i64, u8, u16, u32, u64, String);
#[cfg(feature = "uuid")]
keys!(uuid::Uuid);

#[diagnostic::do_not_recommend]
impl<M: Model<Key = String>, N> Operand<ForeignKey<M>, N> for &str {
    type With<L> = L;
    type Reads<Y: ColumnType> = Y;

    fn node(self, _format: Format) -> Node {
        Node::value(self)
    }
}
