//! Values written into SQL text, where no parameter may stand: DDL.

use crate::value::Value;

/// Appends `value` as a literal.
pub(crate) fn literal(_value: &Value, _sql: &mut String) { unimplemented!() }
