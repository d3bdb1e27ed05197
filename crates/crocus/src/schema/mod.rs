//! Tables as data: what a model says about its table, and the DDL that makes it.

mod column;
mod column_set;
mod ddl;
mod foreign_key;
mod index;
mod layout;
pub(crate) mod naming;
mod order;
mod schema;
mod statements;
mod table;

pub use column::{ColumnDef, DefaultValue, Written};
pub use column_set::ColumnSet;
pub(crate) use ddl::{create_indexes, create_table, drop_table, type_name};
pub use foreign_key::{Action, Reference};
pub use index::{CheckDef, IndexDef};
pub use layout::Layout;
pub(crate) use order::creation_order;
pub use schema::Schema;
pub(crate) use statements::{Shape, Statements};
pub use table::TableDef;
