//! CREATE and DROP as text.

mod index;
mod table;

pub(crate) use index::create_indexes;
pub(crate) use table::{create_table, drop_table, type_name};
