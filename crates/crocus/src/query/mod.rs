//! Queries as values: SELECT, UPDATE, DELETE and INSERT, typed by the tables they use.
//!
//! A query is data; whoever has a session runs it (the terminals live in the session's layer).

mod all_columns;
mod delete;
mod entry;
mod from_row;
mod insert;
mod join;
mod joinable;
mod joined;
mod reader;
mod select;
mod selection;
mod subquery;
mod unique;
mod update;

pub use all_columns::AllColumns;
pub use delete::DeleteQuery;
pub use entry::{Query, from};
pub use from_row::FromRow;
pub use insert::{InsertAll, OnConflict};
pub use join::{Relation, To};
pub use joinable::{Joinable, Named, table};
pub use reader::{As, Cols, One, Output, Reader, Rows, Whole};
pub use select::Select;
pub use selection::{Labelled, Selection};
pub use subquery::{Existing, Linked, exists, not_exists};
pub use unique::UniqueColumns;
pub use update::{Assign, ByExpression, ByValue, UpdateQuery};
