//! ORDER BY.

use std::marker::PhantomData;

use super::scope::Grouped;
use super::term::{Term, Uses, methods_of_terms};
use super::uses::UsedIn;
use crate::sql::{Few, Nulls, OrderTerm};

/// A direction chosen at run time.
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
/// use crocus::Direction;
///
/// let clicked = "price,desc";
/// let direction = if clicked.ends_with("desc") { Direction::Descending } else { Direction::Ascending };
/// let first = Book::select().order_by(Book::price.order(direction)).first(&mut s)?;
/// assert_eq!(first.map(|book| book.title), Some("Ulysses".to_owned()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// One term of ORDER BY; made by `.asc()`, `.desc()`, `.order(direction)`. It forgets the column's
/// type, so that terms of one table fit into one list.
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
/// let query = User::select().order_by(User::email.asc().nulls_last());
/// assert!(query.to_sql()?.ends_with("NULLS LAST"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Order<U> {
    term: OrderTerm,
    marker: PhantomData<fn() -> U>,
}

impl<U> Order<U> {
    /// NULLs before all values; SQLite's usual place when ascending.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let names = User::select().order_by(User::email.desc().nulls_first()).columns(User::name).all(&mut s)?;
    /// assert_eq!(names, ["Ada", "bob"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn nulls_first(mut self) -> Self {
        self.term.nulls = Some(Nulls::First);
        self
    }

    /// NULLs after all values.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let names = User::select().order_by(User::email.asc().nulls_last()).columns(User::name).all(&mut s)?;
    /// assert_eq!(names, ["bob", "Ada"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn nulls_last(mut self) -> Self {
        self.term.nulls = Some(Nulls::Last);
        self
    }
}

fn order<X: Term>(term: X, descending: bool) -> Order<X::Uses> {
    let term = OrderTerm {
        node: term.into_node(),
        descending,
        nulls: None,
    };
    Order {
        term,
        marker: PhantomData,
    }
}

methods_of_terms! {
    /// Smallest first.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let names = User::select().order_by(User::age.asc()).columns(User::name).all(&mut s)?;
    /// assert_eq!(names, ["bob", "Ada"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn asc(self) -> Order<Uses<Self>> {
        order(self, false)
    }

    /// Greatest first.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let names = User::select().order_by((User::age.desc(), User::id.asc())).columns(User::name).all(&mut s)?;
    /// assert_eq!(names, ["Ada", "bob"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn desc(self) -> Order<Uses<Self>> {
        order(self, true)
    }

    /// In a direction chosen at run time.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let direction = crocus::Direction::Descending; // chosen by a click
    /// let names = User::select().order_by(User::name.order(direction)).columns(User::name).all(&mut s)?;
    /// assert_eq!(names, ["bob", "Ada"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn order(self, direction: Direction) -> Order<Uses<Self>> {
        order(self, direction == Direction::Descending)
    }
}

/// What `.order_by(..)` takes: one term, a tuple of them, or a `Vec` of terms of one type.
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
/// let users = User::select().order_by((User::age.desc(), User::name.asc())).all(&mut s)?;
/// assert_eq!(users[0].name, "Ada");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order",
    label = "expected `column.asc()`, `column.desc()`, or a tuple or `Vec` of them"
)]
pub trait OrderBy<S, I> {
    /// The terms.
    #[doc(hidden)]
    fn terms(self, terms: &mut Few<OrderTerm>);
}

impl<S, U: UsedIn<Grouped<S>, I>, I> OrderBy<S, I> for Order<U> {
    fn terms(self, terms: &mut Few<OrderTerm>) {
        terms.push(self.term);
    }
}

impl<S, U: UsedIn<Grouped<S>, I>, I> OrderBy<S, I> for Vec<Order<U>> {
    fn terms(self, terms: &mut Few<OrderTerm>) {
        terms.extend(self.into_iter().map(|order| order.term));
    }
}

macro_rules! orders {
    ($($($order:ident $index:ident),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<S, $($order, $index),*> OrderBy<S, ($($index,)*)> for ($($order,)*)
        where
            $($order: OrderBy<S, $index>),*
        {
            #[expect(non_snake_case, reason = "variables named as their types")]
            fn terms(self, terms: &mut Few<OrderTerm>) {
                let ($($order,)*) = self;
                $($order.terms(terms);)*
            }
        }
    )*};
}

orders! {
    A I;
    A I, B J;
    A I, B J, C K;
    A I, B J, C K, D L;
    A I, B J, C K, D L, E N;
    A I, B J, C K, D L, E N, F O;
}
