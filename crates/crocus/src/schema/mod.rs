//! Tables as data: what a model says about its table, and the DDL that makes it.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
//! # #[derive(Debug, Clone, Model)]
//! # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
//! let columns = Post::table().columns.iter();
//! let names: Vec<&str> = columns.map(|column| column.name).collect();
//! assert_eq!(names, ["id", "title", "author_id"]);
//! ```

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
pub(crate) use foreign_key::MOST_HOPS;
pub use foreign_key::{Action, Reference};
pub use index::{CheckDef, IndexDef};
pub use layout::Layout;
pub(crate) use order::creation_order;
pub use schema::Schema;
pub(crate) use statements::{Shape, Statements};
pub use table::TableDef;
