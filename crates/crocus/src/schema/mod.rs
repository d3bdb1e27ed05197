//! Tables as data: what a model says about its table, and the DDL that makes it.

mod column;
mod ddl;
mod foreign_key;
mod index;
pub(crate) mod naming;
mod order;
mod schema;
mod table;

pub use column::{ColumnDef, DefaultValue, Written};
pub(crate) use ddl::{create_indexes, create_table, drop_table, type_name};
pub use foreign_key::{Action, Reference};
pub use index::{CheckDef, IndexDef};
pub(crate) use order::creation_order;
pub use schema::Schema;
pub use table::TableDef;
