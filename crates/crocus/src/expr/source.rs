//! What can stand in FROM.

use crate::sql::TableRef;

/// A table or an alias of one: what can stand in FROM.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// use crocus::{Source, expr::{Expr, Of}};
///
/// fn older_than<A: Source<Row = User>>(other: A) -> Expr<(Of<User>, Of<A>), bool> {
///     User::age.gt(User::age.at(other))
/// }
/// alias!(Other = User);
/// assert_eq!(User::select().join_on(Other, older_than(Other)).count(&mut s)?, 0);
/// # Ok(())
/// # }
/// ```
pub trait Source: 'static {
    /// The model whose rows it has.
    type Row;
    /// How statements name it.
    #[doc(hidden)]
    const REF: &'static TableRef;
}
