//! Rows read by the names of their columns.

use crate::value::{ColumnType, Fault, Format, Row};

/// What can be read from a row by the names of its columns, or as a tuple by their order;
/// `#[derive(FromRow)]` makes it for plain structs.
///
/// A typed query is read so by [`.into_rows()`](crate::Select::into_rows), where expressions get their
/// names by `.label(..)`.
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
/// #[derive(Debug, PartialEq, FromRow)]
/// struct Offer { title: String, price: i64 }
///
/// let offers: Vec<Offer> = sql("SELECT price, title FROM books WHERE price < 15").all(&mut s)?;
/// assert_eq!(offers, [Offer { title: "Emma".to_owned(), price: 12 }]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "rows cannot be read as `{Self}`",
    label = "not readable from a row",
    note = "add `#[derive(FromRow)]` to the struct, or read a tuple"
)]
pub trait FromRow: Sized {
    /// Where the columns that are read stand among those of the result.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// # use crocus::{Fault, Format, Row};
    /// /// The last column of any result.
    /// struct Last(i64);
    ///
    /// impl FromRow for Last {
    ///     fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> {
    ///         let last = names.len().checked_sub(1);
    ///         last.map(|last| vec![last]).ok_or_else(|| Fault::decode("the result has no column"))
    ///     }
    ///     # fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> { row.get(at[0], Format::Plain).map(Last) }
    /// }
    /// # let mut s = Engine::memory()?.session();
    /// assert_eq!(sql("SELECT 1, 2, 3").all::<Last>(&mut s)?[0].0, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When one is missing.
    fn positions(names: &[&str]) -> Result<Vec<usize>, Fault>;

    /// Reads a row, from the columns at these places.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// # use crocus::{Fault, Format, Row};
    /// struct Share(f64);
    ///
    /// impl FromRow for Share {
    ///     # fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> { <(i64, i64)>::positions(names) }
    ///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
    ///         let part: f64 = row.get(at[0], Format::Plain)?;
    ///         let whole: f64 = row.get(at[1], Format::Plain)?;
    ///         if whole == 0.0 { Err(Fault::decode("a share of nothing")) } else { Ok(Share(part / whole)) }
    ///     }
    /// }
    /// # let mut s = Engine::memory()?.session();
    /// assert_eq!(sql("SELECT 1, 4").all::<Share>(&mut s)?[0].0, 0.25);
    /// assert!(sql("SELECT 1, 0").all::<Share>(&mut s).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When a stored value is not one of the type that reads it.
    fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault>;
}

fn by_order(names: &[&str], wanted: usize) -> Result<Vec<usize>, Fault> {
    if names.len() != wanted {
        return Err(Fault::decode(format!(
            "the result has {} columns, {wanted} are read",
            names.len()
        )));
    }
    Ok((0..wanted).collect())
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> FromRow for T {
    fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> {
        by_order(names, 1)
    }

    fn from_row(row: &Row<'_>, _at: &[usize]) -> Result<Self, Fault> {
        row.get(0, Format::Plain)
    }
}

macro_rules! tuples {
    ($($count:literal: $($part:ident $place:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($part: ColumnType),*> FromRow for ($($part,)*) {
            fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> {
                by_order(names, $count)
            }

            fn from_row(row: &Row<'_>, _at: &[usize]) -> Result<Self, Fault> {
                Ok(($(row.get::<$part>($place, Format::Plain)?,)*))
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
    13: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12;
    14: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13;
    15: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14;
    16: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15;
}
