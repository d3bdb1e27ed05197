//! Names for generated code; nothing else may use them, and they change without notice.

pub use std::clone::Clone;
pub use std::default::Default;
pub use std::marker::PhantomData;
pub use std::mem::discriminant;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::vec::Vec;

pub use crate::expr::{Column, Operand, Source, operand_of};
pub use crate::model::{
    ForeignKey, Given, Input, KeyInput, Missing, Model, Unassigned, encode_with, given, key_of,
    no_column, no_variant, positions, same_stored, write_back_with,
};
pub use crate::query::FromRow;
pub use crate::schema::{
    Action, CheckDef, ColumnDef, ColumnSet, DefaultValue, IndexDef, Reference, TableDef, Written,
};
pub use crate::sql::{
    BinaryOp, Conflict, Delete, Insert, Item, Join, JoinKind, Node, Nulls, OrderTerm, PatternKind,
    RawPart, Select as SelectTree, TableRef, UnaryOp, Update,
};
pub use crate::value::{
    Codec, ColumnType, Comparable, DecimalStorage, Declared, Fault, Format, IsNumber, IsText,
    NotNull, Nullable, Nullness, Other, Reader, Row, SameClass, Scalar, Sink, ValueRef, read_with,
};

/// The format of nearly every column.
pub const PLAIN: Format = Format::Plain;
