//! Typed expressions: columns, comparisons, functions; checked by rustc, a plain tree inside.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![User])?;
//! # let mut s = engine.session();
//! # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
//! use crocus::expr::{Expr, Of};
//!
//! fn shown() -> Expr<Of<User>, String> { // an expression of text, over the columns of `users`
//!     User::name.upper()
//! }
//! let grown = User::age.ge(18) & !User::name.starts_with("x");
//! assert_eq!(User::filter(grown).columns(shown()).all(&mut s)?, ["ADA"]);
//! # Ok(())
//! # }
//! ```

mod aggregate;
mod alias;
mod any_function;
mod arithmetic;
mod column;
mod compare;
mod comparison;
mod conditional;
mod decimal;
mod function;
mod logic;
mod operand;
mod order;
mod pattern;
mod place;
mod prefix;
mod raw;
mod scope;
mod source;
mod term;
mod uses;

pub use crate::value::{Comparable, NotNull, Nullable};
pub use aggregate::{Summed, count_all};
pub use any_function::{Argument, Literal, func, lit, null};
pub use column::Column;
pub use conditional::{Case, CaseArms, Outcome, case};
#[doc(hidden)]
pub use decimal::bound as operand_of;
pub(crate) use decimal::{assigned, bound, convert, invalid};
pub use logic::{Condition, all, any};
pub use operand::{InList, InRange, Operand};
pub use order::{Direction, Order, OrderBy};
pub use place::{First, Here, Second, There};
pub use raw::{Bind, Sql, sql};
pub use scope::{
    Always, Contains, Grouped, InnerJoin, LeftJoin, Maybe, Nested, Nowhere, OneTable, Table, Tables,
};
pub use source::Source;
pub use term::{Expr, Predicate, Term};
pub use uses::{Aggregate, Aggregates, Correlated, Of, OnlyOf, Total, UsedIn};
