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
    ForeignKey, Given, Input, KeyInput, Missing, Model, ModelId, Unassigned, copy, encode_with,
    given, key_of, no_column, no_variant, positions, same_stored, write_back_with,
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

/// What generated code says once or more for every column, in one word that no program uses: a path is
/// four tokens to write, to read and to resolve.
pub mod short {
    pub use super::{
        Column as __crocus_Column, ColumnDef as __crocus_ColumnDef,
        ColumnType as __crocus_ColumnType, Err as __crocus_Err, Fault as __crocus_Fault,
        Given as __crocus_Given, Input as __crocus_Input, Missing as __crocus_Missing,
        None as __crocus_None, Ok as __crocus_Ok, Option as __crocus_Option,
        PLAIN as __crocus_PLAIN, PhantomData as __crocus_PhantomData, Result as __crocus_Result,
        Row as __crocus_Row, Some as __crocus_Some, copy as __crocus_copy,
    };
    pub use crate::__private as __crocus;
}
