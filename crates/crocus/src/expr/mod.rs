//! Typed expressions: columns, comparisons, functions; checked by rustc, a plain tree inside.

mod aggregate;
mod alias;
mod any_function;
mod arithmetic;
mod column;
mod compare;
mod conditional;
mod decimal;
mod function;
mod logic;
mod operand;
mod order;
mod pattern;
mod prefix;
mod raw;
mod scope;
mod source;
mod term;

pub use crate::value::{Comparable, NotNull, Nullable};
pub use aggregate::{Summed, count_all};
pub use any_function::{Argument, Literal, func, lit, null};
pub use column::Column;
pub use conditional::{Case, CaseArms, Outcome, case};
pub use decimal::bound as operand_of;
pub(crate) use decimal::{assigned, bound, convert};
pub use logic::{Condition, all, any};
pub use operand::{InList, InRange, Operand};
pub use order::{Direction, Order, OrderBy};
pub use raw::{Bind, Sql, sql};
pub use scope::{
    Aggregate, Aggregates, Always, Contains, Correlated, First, Grouped, Here, InnerJoin, LeftJoin,
    Maybe, Nested, Nowhere, Of, OneTable, OnlyOf, Second, Table, Tables, There, Total, UsedIn,
};
pub use source::Source;
pub use term::{Expr, Predicate, Term};
