//! What can stand in FROM.

use crate::sql::TableRef;

/// A table or an alias of one: what can stand in FROM.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
///
/// use crocus::{Source, expr::{Expr, Of}};
///
/// fn cheaper_than<A: Source<Row = Book>>(other: A) -> Expr<(Of<Book>, Of<A>), bool> {
///     Book::price.lt(Book::price.at(other))
/// }
/// alias!(Other = Book);
/// let cheaper = Book::select().join_on(Other, cheaper_than(Other));
/// assert_eq!(cheaper.one(&mut s)?.title, "Emma");
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
