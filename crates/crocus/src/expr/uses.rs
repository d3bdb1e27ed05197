//! Which tables an expression uses, and how they are found among those of a query.
//!
//! An expression carries what it uses: nothing `()`, one table [`Of`], or a pair. [`UsedIn`] finds each
//! table in the list of the query; an aggregate, and what is never NULL, are marked.

use std::marker::PhantomData;

use super::place::{First, Second, There};
use super::scope::{Contains, Grouped, Nested};
use crate::value::ColumnType;

type Phantom<T> = PhantomData<fn() -> T>;

/// An expression uses the table `M`.
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
/// use crocus::expr::{Expr, Of};
///
/// fn with_tax() -> Expr<Of<Book>, i64> {
///     Book::price * 120 / 100
/// }
/// assert_eq!(Book::select().columns(with_tax()).all(&mut s)?, [14, 24]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Of<M>(Phantom<M>);

/// An expression aggregates rows of what it uses.
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
/// use crocus::expr::{Aggregate, Expr, Of};
///
/// fn spread() -> Expr<(Aggregate<Of<Book>>, Aggregate<Of<Book>>), Option<i64>> {
///     Book::price.max() - Book::price.min()
/// }
/// assert_eq!(Book::select().columns(spread()).one(&mut s)?, Some(8));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Aggregate<U>(Phantom<U>);

/// An expression that is not NULL, even over an outer join: `coalesce(.., value)`.
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
/// use crocus::expr::{Expr, Of, Total};
///
/// fn title() -> Expr<Total<Of<Post>>, String> {
///     Post::title.coalesce("nothing")
/// }
/// let query = User::select().left_join_on(crocus::table::<Post>(), Post::author.eq(User::id));
/// let titles: Vec<String> = query.order_by(Post::id.asc()).columns(title()).all(&mut s)?;
/// assert_eq!(titles, ["nothing", "Notes", "Letters"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Total<U>(Phantom<U>);

/// A subquery over the tables `S` whose `.on(..)` uses `U`.
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
/// use crocus::expr::{Correlated, Expr, Of, Table};
///
/// fn writes() -> Expr<Correlated<Table<Post>, (Of<Post>, Of<User>)>, bool> {
///     exists(Post::select().on(Post::author.eq(User::id)))
/// }
/// assert_eq!(User::filter(!writes()).one(&mut s)?.name, "bob");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Correlated<S, U>(Phantom<(S, U)>);

/// What an expression uses, all of it found in the tables `S`.
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
/// use crocus::expr::{Expr, Table, UsedIn};
///
/// fn cheapest<U, I>(condition: Expr<U, bool>) -> Select<Book>
/// where
///     U: UsedIn<Table<Book>, I>, // whatever it is made of, `books` has it all
/// {
///     Book::filter(condition).order_by(Book::price.asc()).limit(1)
/// }
/// let found = cheapest(Book::stock.eq(0) & Book::price.gt(Book::stock)).one(&mut s)?;
/// assert_eq!(found.title, "Emma");
/// # Ok(())
/// # }
/// ```
pub trait UsedIn<S, I> {
    /// How a value of the expression reads here.
    type Read<T: ColumnType>: ColumnType<Base = T::Base>;
}

impl<S> UsedIn<S, ()> for () {
    type Read<T: ColumnType> = T;
}

impl<S, M, I> UsedIn<S, Of<I>> for Of<M>
where
    S: Contains<M, I>,
{
    type Read<T: ColumnType> = S::Read<T>;
}

impl<S, A, B, I, J> UsedIn<S, (I, J)> for (A, B)
where
    A: UsedIn<S, I>,
    B: UsedIn<S, J>,
{
    type Read<T: ColumnType> = A::Read<B::Read<T>>;
}

impl<S, Own, U, I> UsedIn<S, First<I>> for Correlated<Own, U>
where
    U: UsedIn<Nested<Own, S>, I>,
{
    type Read<T: ColumnType> = T;
}

/// A scope in which aggregates may stand.
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
/// // WHERE is no such scope: `Book::filter(Book::price.max().gt(15))` does not compile
/// let stocks = Book::select().group_by(Book::stock).having(Book::price.max().gt(15));
/// assert_eq!(stocks.columns((Book::stock, Book::price.sum())).all(&mut s)?, [(0, Some(32))]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand in WHERE, ON or GROUP BY",
    label = "this uses an aggregate such as `count()`",
    note = "use `.having(..)`, or a subquery"
)]
pub trait Aggregates {}

#[diagnostic::do_not_recommend]
impl<S> Aggregates for Grouped<S> {}

impl<S: Aggregates, U, I> UsedIn<S, There<I>> for Aggregate<U>
where
    U: UsedIn<S, I>,
{
    type Read<T: ColumnType> = T;
}

impl<S, U, I> UsedIn<S, Second<I>> for Total<U>
where
    U: UsedIn<S, I>,
{
    type Read<T: ColumnType> = T;
}

/// What uses no table but `M`.
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
/// use crocus::expr::{Expr, OnlyOf};
///
/// fn both<A: OnlyOf<Book>, B: OnlyOf<Book>>(a: Expr<A, bool>, b: Expr<B, bool>) -> Predicate<Book> {
///     (a & b).into() // forgets how it was made
/// }
/// let found = Book::filter(both(Book::price.gt(15), Book::stock.lt(Book::price)));
/// assert_eq!(found.one(&mut s)?.title, "Ulysses");
/// # Ok(())
/// # }
/// ```
pub trait OnlyOf<M> {}

impl<M> OnlyOf<M> for () {}
impl<M> OnlyOf<M> for Of<M> {}
impl<M, A: OnlyOf<M>, B: OnlyOf<M>> OnlyOf<M> for (A, B) {}
impl<M, A: OnlyOf<M>> OnlyOf<M> for Total<A> {}
