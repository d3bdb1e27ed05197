//! Names for generated code; nothing else may use them, and they change without notice.

pub use crate::expr::{Column, Operand, Source, operand_of};
pub use crate::model::{
    ForeignKey, Input, KeyInput, Missing, Model, ModelId, Set, Unassigned, decode, encode,
    in_column, key_of, no_column, no_variant, position, same_stored,
};
pub use crate::query::FromRow;
pub use crate::schema::{
    Action, CheckDef, ColumnDef, ColumnSet, DefaultValue, IndexDef, Layout, Reference, TableDef,
    Written,
};
pub use crate::sql::{
    BinaryOp, Conflict, Delete, Insert, Item, Join, JoinKind, Node, Nulls, OrderTerm, PatternKind,
    RawPart, Select as SelectTree, TableRef, UnaryOp, Update,
};
pub use crate::value::{
    Codec, ColumnType, Comparable, DecimalStorage, Declared, Fault, Format, IsNumber, IsText,
    NotNull, Nullable, Nullness, Other, Row, SameClass, Scalar, Sink, ValueRef,
};
