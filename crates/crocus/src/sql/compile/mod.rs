//! From the tree to SQL text and the values to bind.

use super::dialect::Dialect;
use super::select::Select;
use super::write::{Delete, Insert, Update};
use crate::error::Result;
use crate::value::Value;

/// SQL text and the values of its parameters, in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compiled {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

pub(crate) fn compile_select(_select: &Select, _dialect: Dialect) -> Result<Compiled> { unimplemented!() }
pub(crate) fn compile_insert(_insert: &Insert, _dialect: Dialect) -> Result<Compiled> { unimplemented!() }
pub(crate) fn compile_update(_update: &Update, _dialect: Dialect) -> Result<Compiled> { unimplemented!() }
pub(crate) fn compile_delete(_delete: &Delete, _dialect: Dialect) -> Result<Compiled> { unimplemented!() }
