//! What can be selected.

use std::borrow::Cow;

use super::all_columns::AllColumns;
use super::formats::Formats;
use super::reader::{One, Reader, Whole, column_name};
use crate::expr::{Column, Contains, Expr, Source, UsedIn};
use crate::model::Model;
use crate::sql::{Item, Node};
use crate::value::ColumnType;

/// What a query over the tables `S` can select: a column, an expression, all columns of a model, or
/// a tuple of them.
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
/// use crocus::{expr::{Grouped, Table}, query::{Reader, Selection}};
///
/// /// Something of every book that costs more than 15.
/// fn of_dear<X, R: Reader, I>(what: X, s: &mut Session) -> crocus::Result<Vec<R::Item>>
/// where
///     X: Selection<Grouped<Table<Book>>, I, Reader = R>,
/// {
///     Book::filter(Book::price.gt(15)).columns(what).all(s)
/// }
/// assert_eq!(of_dear(Book::title, &mut s)?, ["Ulysses"]);
/// assert_eq!(of_dear((Book::id, Book::price + 1), &mut s)?, [(2, 21)]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected here",
    label = "expected a column, an expression, or a tuple of up to 16 of them"
)]
pub trait Selection<S, I> {
    /// How it is read.
    type Reader;

    /// Appends what is selected, and how it is stored.
    #[doc(hidden)]
    fn select(self, items: &mut Vec<Item>, formats: &mut Formats);
}

impl<S: Contains<M, I>, M: Source, T: ColumnType, I> Selection<S, I> for Column<M, T> {
    type Reader = One<S::Read<T>>;

    fn select(self, items: &mut Vec<Item>, formats: &mut Formats) {
        items.push(Item {
            node: self.to_node(),
            label: None,
        });
        formats.push(self.format);
    }
}

impl<S, U: UsedIn<S, I>, T: ColumnType, I> Selection<S, I> for Expr<U, T> {
    type Reader = One<U::Read<T>>;

    fn select(self, items: &mut Vec<Item>, formats: &mut Formats) {
        items.push(Item {
            node: self.node,
            label: None,
        });
        formats.push(self.format);
    }
}

impl<S, M, A, I> Selection<S, I> for AllColumns<A>
where
    M: Model,
    A: Source<Row = M>,
    S: Contains<A, I>,
{
    type Reader = Whole<M, S::Presence>;

    fn select(self, items: &mut Vec<Item>, formats: &mut Formats) {
        items.push(Item {
            node: Node::Columns {
                source: A::REF,
                name: column_name::<M>,
            },
            label: None,
        });
        for column in M::table().columns {
            formats.push(column.format);
        }
    }
}

/// A selected column or expression with a name of its own in the result.
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
/// use crocus::{Column, query::Labelled};
///
/// #[derive(FromRow)]
/// struct Offer { name: String }
///
/// let name: Labelled<Column<Book, String>> = Book::title.label("name");
/// let offers: Vec<Offer> = Book::filter(Book::price.lt(15)).columns(name).into_rows().all(&mut s)?;
/// assert_eq!(offers[0].name, "Emma");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Labelled<X> {
    selected: X,
    label: Cow<'static, str>,
}

impl<S, X: Selection<S, I>, I> Selection<S, I> for Labelled<X> {
    type Reader = X::Reader;

    fn select(self, items: &mut Vec<Item>, formats: &mut Formats) {
        let first = items.len();
        self.selected.select(items, formats);
        if let Some(item) = items.get_mut(first) {
            item.label = Some(self.label);
        }
    }
}

impl<M: Source, T: ColumnType> Column<M, T> {
    /// `AS label`: the name in the result, by which `FromRow` structs are read.
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
    /// #[derive(FromRow)]
    /// struct Offer { name: String }
    ///
    /// let query = Book::filter(Book::price.lt(15)).columns(Book::title.label("name"));
    /// assert_eq!(query.into_rows::<Offer>().one(&mut s)?.name, "Emma");
    /// # Ok(())
    /// # }
    /// ```
    pub fn label(self, label: impl Into<Cow<'static, str>>) -> Labelled<Self> {
        Labelled {
            selected: self,
            label: label.into(),
        }
    }
}

impl<U, T: ColumnType> Expr<U, T> {
    /// `AS label`: the name in the result, by which `FromRow` structs are read.
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
    /// #[derive(FromRow)]
    /// struct Sum { total: i64 }
    ///
    /// let query = Book::select().columns(Book::price.sum().coalesce(0).label("total"));
    /// assert_eq!(query.into_rows::<Sum>().one(&mut s)?.total, 32);
    /// # Ok(())
    /// # }
    /// ```
    pub fn label(self, label: impl Into<Cow<'static, str>>) -> Labelled<Self> {
        Labelled {
            selected: self,
            label: label.into(),
        }
    }
}

macro_rules! tuples {
    ($($($part:ident $index:ident),*;)*) => {$(
        impl<S, $($part, $index),*> Selection<S, ($($index,)*)> for ($($part,)*)
        where
            $($part: Selection<S, $index>, $part::Reader: Reader),*
        {
            type Reader = ($($part::Reader,)*);

            #[expect(non_snake_case, reason = "variables named as their types")]
            fn select(self, items: &mut Vec<Item>, formats: &mut Formats) {
                let ($($part,)*) = self;
                $($part.select(items, formats);)*
            }
        }
    )*};
}

tuples! {
    A A1;
    A A1, B B1;
    A A1, B B1, C C1;
    A A1, B B1, C C1, D D1;
    A A1, B B1, C C1, D D1, E E1;
    A A1, B B1, C C1, D D1, E E1, F F1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1, L L1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1, L L1, M M1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1, L L1, M M1, N N1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1, L L1, M M1, N N1, O O1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1, L L1, M M1, N N1, O O1, P P1;
    A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, J J1, K K1, L L1, M M1, N N1, O O1, P P1, Q Q1;
}
