//! Statements as an untyped tree, and the one compiler that turns the tree into SQL text.
//!
//! Nothing here knows models, sessions or a connection: compiling is a pure function of the tree
//! and a [`Dialect`].

mod brief;
mod compile;
mod depth;
mod dialect;
mod few;
mod ident;
mod literal;
mod node;
mod select;
mod shape;
mod table_ref;
mod text;
mod texts;
mod write;

pub(crate) use compile::{
    Compiled, Params, Values, compile_count, compile_delete, compile_exists, compile_insert,
    compile_select, compile_update, lent,
};
pub(crate) use dialect::Dialect;
pub(crate) use few::Few;
pub(crate) use ident::quote;
pub(crate) use literal::literal;
pub use node::{BinaryOp, Node, PatternKind, RawPart, UnaryOp};
pub use select::{Item, Join, JoinKind, Nulls, OrderTerm, Select};
pub use table_ref::TableRef;
pub(crate) use text::{Kept, Text};
pub(crate) use texts::Texts;
pub use write::{Conflict, Delete, Insert, Update};
