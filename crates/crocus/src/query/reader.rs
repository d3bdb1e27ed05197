//! What the rows of a query become.

use std::marker::PhantomData;

use super::from_row::FromRow;
use crate::expr::{Always, Maybe};
use crate::model::Model;
use crate::value::{ColumnType, Fault, Format, Layout, Row, ValueRef};

type Phantom<T> = PhantomData<fn() -> T>;

/// What one row of a query becomes.
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
/// use crocus::{expr::Table, query::Output};
///
/// fn dearest<O: Output>(books: Select<Book, Table<Book>, O>, s: &mut Session) -> crocus::Result<Option<O::Item>> {
///     books.order_by(Book::price.desc()).first(s)
/// }
/// let title: Option<String> = dearest(Book::select().columns(Book::title), &mut s)?;
/// let book: Option<Book> = dearest(Book::select(), &mut s)?;
/// assert_eq!(title, book.map(|book| book.title));
/// # Ok(())
/// # }
/// ```
pub trait Output {
    /// The value.
    type Item;

    /// The columns of the first table, by position, where whole rows of it are selected.
    #[doc(hidden)]
    const WHOLE: Option<fn(usize) -> Option<&'static str>> = None;

    /// Reads a row; `formats` are those of the selected columns, in order.
    ///
    /// # Errors
    ///
    /// When a stored value is not one of the type that reads it.
    #[doc(hidden)]
    fn read(row: &Row<'_>, formats: &[Format], places: &[usize]) -> Result<Self::Item, Fault>;

    /// Where the columns that are read by name stand.
    ///
    /// # Errors
    ///
    /// When one is missing.
    #[doc(hidden)]
    fn places(names: &[&str]) -> Result<Vec<usize>, Fault> {
        let _ = names;
        Ok(Vec::new())
    }

    /// The key of a whole row, for the error of one that cannot be read.
    #[doc(hidden)]
    fn key(row: &Row<'_>) -> String {
        let _ = row;
        String::new()
    }
}

/// Whole rows of the model `M`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User, Post])?;
/// # let mut s = engine.session();
/// # let ada = s.add(User::builder().name("ada").age(36).build());
/// # s.add(User::builder().name("bob").build());
/// # s.add_all(["Notes", "Letters"].map(|title| Post::builder().title(title).author(ada).build()));
///
/// use crocus::{expr::{InnerJoin, Table}, query::Rows};
///
/// fn published() -> Select<Post, InnerJoin<Table<Post>, User>, Rows<Post>> {
///     Post::select().join(Post::author)
/// }
/// let posts: Vec<Post> = published().all(&mut s)?;
/// assert_eq!(posts.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Rows<M>(Phantom<M>);

/// The selected columns, read by `R`.
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
/// use crocus::{expr::Table, query::{Cols, One}};
///
/// fn offers() -> Select<Book, Table<Book>, Cols<(One<String>, One<i64>)>> {
///     Book::select().columns((Book::title, Book::price))
/// }
/// let dear: Vec<(String, i64)> = offers().filter(Book::price.gt(15)).all(&mut s)?;
/// assert_eq!(dear, [("Ulysses".to_owned(), 20)]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Cols<R>(Phantom<R>);

/// The selected columns as structs of type `T`, by name.
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
/// use crocus::{expr::Table, query::As};
///
/// #[derive(FromRow)]
/// struct Offer { title: String, price: i64 }
///
/// fn offers() -> Select<Book, Table<Book>, As<Offer>> {
///     Book::select().columns((Book::title, Book::price)).into_rows()
/// }
/// let dearest = offers().order_by(Book::price.desc()).first(&mut s)?.unwrap();
/// assert_eq!((dearest.title.as_str(), dearest.price), ("Ulysses", 20));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct As<T>(Phantom<T>);

impl<M: Model> Output for Rows<M> {
    type Item = M;

    const WHOLE: Option<fn(usize) -> Option<&'static str>> = Some(column_name::<M>);

    #[inline]
    fn read(row: &Row<'_>, _formats: &[Format], _places: &[usize]) -> Result<M, Fault> {
        M::read(row)
    }

    fn key(row: &Row<'_>) -> String {
        M::table().key_in(row)
    }
}

impl<R: Reader> Output for Cols<R> {
    type Item = R::Item;

    #[inline]
    fn read(row: &Row<'_>, formats: &[Format], _places: &[usize]) -> Result<R::Item, Fault> {
        R::read(row, &mut 0, formats)
    }
}

impl<T: FromRow> Output for As<T> {
    type Item = T;

    fn read(row: &Row<'_>, formats: &[Format], places: &[usize]) -> Result<T, Fault> {
        let layout = Layout {
            formats,
            places: &[],
        };
        T::from_row(&row.with_layout(&layout), places)
    }

    fn places(names: &[&str]) -> Result<Vec<usize>, Fault> {
        T::positions(names)
    }
}

/// The name of the column at a position, in the database.
pub(super) fn column_name<M: Model>(position: usize) -> Option<&'static str> {
    let column = M::table().columns.get(position);
    column.map(|column| column.name)
}

/// Reads some columns of a row, from one on.
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
/// use crocus::{expr::Table, query::{Cols, Reader}};
///
/// fn cheap<R: Reader>(books: Select<Book, Table<Book>, Cols<R>>, s: &mut Session) -> crocus::Result<Vec<R::Item>> {
///     books.filter(Book::price.lt(15)).all(s)
/// }
/// assert_eq!(cheap(Book::select().columns(Book::title), &mut s)?, ["Emma"]);
/// # Ok(())
/// # }
/// ```
pub trait Reader {
    /// The value.
    type Item;

    /// Reads the value and moves `column` on.
    ///
    /// # Errors
    ///
    /// When a stored value is not one of the type that reads it.
    #[doc(hidden)]
    fn read(row: &Row<'_>, column: &mut usize, formats: &[Format]) -> Result<Self::Item, Fault>;
}

/// One column.
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
/// use crocus::{expr::Table, query::{Cols, One}};
///
/// fn titles() -> Select<Book, Table<Book>, Cols<One<String>>> {
///     Book::filter(Book::price.lt(15)).columns(Book::title)
/// }
/// assert_eq!(titles().all(&mut s)?, ["Emma"]);
/// assert_eq!(Book::count(Book::title.in_(titles()), &mut s)?, 1); // one column: also a subquery
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct One<T>(Phantom<T>);

/// All columns of a model: the model, or `Option` of it where an outer join may have no row.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User, Post])?;
/// # let mut s = engine.session();
/// # let ada = s.add(User::builder().name("ada").age(36).build());
/// # s.add(User::builder().name("bob").build());
/// # s.add_all(["Notes", "Letters"].map(|title| Post::builder().title(title).author(ada).build()));
///
/// use crocus::{expr::{Always, InnerJoin, Table}, query::{Cols, One, Whole}};
///
/// fn pairs() -> Select<Post, InnerJoin<Table<Post>, User>, Cols<(One<String>, Whole<User, Always>)>> {
///     Post::select().join(Post::author).columns((Post::title, User::all_columns))
/// }
/// let pairs: Vec<(String, User)> = pairs().all(&mut s)?;
/// assert_eq!(pairs[0].1.name, "ada");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Whole<M, Presence>(Phantom<(M, Presence)>);

impl<T: ColumnType> Reader for One<T> {
    type Item = T;

    #[expect(clippy::inline_always, reason = "its place becomes a constant")]
    #[inline(always)]
    fn read(row: &Row<'_>, column: &mut usize, formats: &[Format]) -> Result<T, Fault> {
        let place = *column;
        *column += 1;
        row.get(place, formats.get(place).copied().unwrap_or(Format::Plain))
    }
}

impl<M: Model> Reader for Whole<M, Always> {
    type Item = M;

    fn read(row: &Row<'_>, column: &mut usize, _formats: &[Format]) -> Result<M, Fault> {
        let start = *column;
        *column += M::table().columns.len();
        M::read(&row.skip(start)).map_err(|fault| fault.shifted(start))
    }
}

impl<M: Model> Reader for Whole<M, Maybe> {
    type Item = Option<M>;

    fn read(row: &Row<'_>, column: &mut usize, formats: &[Format]) -> Result<Option<M>, Fault> {
        for key in M::table().primary_key {
            if row.value(*column + key)? == ValueRef::Null {
                *column += M::table().columns.len();
                return Ok(None);
            }
        }
        Whole::<M, Always>::read(row, column, formats).map(Some)
    }
}

macro_rules! tuples {
    ($($($part:ident),*;)*) => {$(
        impl<$($part: Reader),*> Reader for ($($part,)*) {
            type Item = ($($part::Item,)*);

            #[inline]
            fn read(
                row: &Row<'_>,
                column: &mut usize,
                formats: &[Format],
            ) -> Result<Self::Item, Fault> {
                Ok(($($part::read(row, column, formats)?,)*))
            }
        }
    )*};
}

tuples! {
    A;
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
    A, B, C, D, E, F;
    A, B, C, D, E, F, G;
    A, B, C, D, E, F, G, H;
    A, B, C, D, E, F, G, H, I;
    A, B, C, D, E, F, G, H, I, J;
    A, B, C, D, E, F, G, H, I, J, K;
    A, B, C, D, E, F, G, H, I, J, K, L;
    A, B, C, D, E, F, G, H, I, J, K, L, M;
    A, B, C, D, E, F, G, H, I, J, K, L, M, N;
    A, B, C, D, E, F, G, H, I, J, K, L, M, N, O;
    A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P;
}
