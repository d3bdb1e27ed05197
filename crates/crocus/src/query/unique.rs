//! Columns of one model by name: the target of a conflict, the columns it sets.

use crate::expr::Column;

/// One column of `M`, or a tuple of them.
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
/// use crocus::query::UniqueColumns;
///
/// fn import(books: Vec<Book>, update: impl UniqueColumns<Book>, s: &mut Session) -> crocus::Result<usize> {
///     Book::insert_all(books).on_conflict(Book::title).set(update).execute(s)
/// }
/// let emma = Book::builder().title("Emma").price(9).stock(4).build();
/// import(vec![emma.clone()], Book::stock, &mut s)?;
/// assert_eq!(Book::find_one(Book::title.eq("Emma"), &mut s)?.price, 12);
/// import(vec![emma], (Book::stock, Book::price), &mut s)?;
/// assert_eq!(Book::find_one(Book::title.eq("Emma"), &mut s)?.price, 9);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name columns of `{M}`",
    label = "expected a column of `{M}`, or a tuple of them"
)]
pub trait UniqueColumns<M> {
    /// Their names in the database.
    #[doc(hidden)]
    fn names(self) -> Vec<&'static str>;
}

#[diagnostic::do_not_recommend]
impl<M, T> UniqueColumns<M> for Column<M, T> {
    fn names(self) -> Vec<&'static str> {
        vec![self.name]
    }
}

macro_rules! tuples {
    ($($($column:ident $place:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M, $($column),*> UniqueColumns<M> for ($(Column<M, $column>,)*) {
            fn names(self) -> Vec<&'static str> {
                vec![$(self.$place.name),*]
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12, N 13;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12, N 13, O 14;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12, N 13, O 14, P 15;
}
