//! Queries as values: SELECT, UPDATE, DELETE and INSERT, typed by the tables they use.
//!
//! A query is data; whoever has a session runs it (the terminals live in the session's layer).
//!
//! # Conditions
//!
//! | SQL | `User::filter(..)` |
//! |---|---|
//! | `=` | `User::name.eq("alice")` |
//! | `<>` | `User::name.ne("bob")` |
//! | `>`, `>=` | `User::id.gt(5)`, `User::id.ge(5)` |
//! | `<`, `<=` | `User::id.lt(10)`, `User::id.le(10)` |
//! | `LIKE` | `User::name.like("%admin%")`; where case matters `User::name.glob("*admin*")` |
//! | `ILIKE` | `User::name.ilike("%ADMIN%")` |
//! | `IN` | `User::id.in_([1, 2, 3])` |
//! | `NOT IN` | `User::id.not_in([1, 2, 3])` |
//! | `IS NULL` | `User::email.is_null()`, `User::email.eq(None)` |
//! | `IS NOT NULL` | `User::email.is_not_null()`, `User::email.ne(None)` |
//! | `AND` | `User::active & User::age.gt(18)` |
//! | `OR` | <code>!User::active \| User::age.lt(18)</code> |
//! | `NOT` | `!User::active` |
//! | `BETWEEN` | `User::age.between(18, 30)`, `User::age.within(18..=30)` |
//! | starts with | `User::name.starts_with("A")` |
//! | ends with | `User::name.ends_with("x")` |
//! | contains, in any case | `User::name.contains("adm")`, `User::name.lower().like("%adm%")` |
//! | raw SQL | `sql("age > :age").bind("age", 21)` |
//! | several filters | `User::filter(..).filter(..).filter(..)`: joined by AND |
//! | AND in OR | <code>(a & b) \| c</code>, `all(list)`, `any(list)` |
//!
//! Most of them at work:
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, name: String, age: i32, email: Option<String>, #[column(default = true)] active: bool }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![User])?;
//! # let mut s = engine.session();
//! # User::create(User::builder().name("alice").age(36).build(), &mut s)?;
//! # User::create(User::builder().name("Admin").age(17).email("x@example.com").active(false).build(), &mut s)?;
//! let conditions: Vec<crocus::Predicate<User>> = vec![
//!     User::name.eq("alice").into(),
//!     User::name.ne("bob").into(),
//!     (User::id.gt(0) & User::id.ge(1) & User::id.lt(10) & User::id.le(10)).into(),
//!     User::name.like("%admin%").into(),
//!     User::name.glob("*dmin*").into(),
//!     User::name.ilike("%ADMIN%").into(),
//!     User::id.in_([1, 2, 3]).into(),
//!     (!User::id.in_([2, 3])).into(),
//!     User::id.not_in([2, 3]).into(),
//!     User::email.eq(None).into(),
//!     User::email.is_not_null().into(),
//!     (User::active & User::age.gt(18)).into(),
//!     (!User::active | User::age.lt(18)).into(),
//!     User::age.between(18, 36).into(),
//!     User::age.within(18..=36).into(),
//!     User::name.starts_with("A").into(),
//!     User::name.ends_with("n").into(),
//!     User::name.lower().contains("adm").into(),
//! ];
//! for condition in conditions {
//!     assert!(User::exists(condition, &mut s)?);
//! }
//! assert!(User::exists(sql("age > :age").bind("age", 21), &mut s)?);
//! let mixed = User::filter(User::active | User::age.lt(18)).filter(any([
//!     User::name.eq("alice") & User::age.gt(30),
//!     User::name.eq("root") & User::active.eq(true),
//! ]));
//! assert_eq!(mixed.one(&mut s)?.name, "alice");
//! # Ok(())
//! # }
//! ```

mod all_columns;
mod delete;
mod entry;
mod formats;
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
