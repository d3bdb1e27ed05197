//! Which tables a query has, and how one is found among them.
//!
//! They are a list: [`Table`] is the first, [`InnerJoin`] and [`LeftJoin`] add one. [`Contains`] finds
//! a table in the list by an index that rustc infers; it also says how a value reads there: as `Option`
//! over an outer join.

use std::marker::PhantomData;

use super::place::{First, Here, Second, There};
use crate::value::ColumnType;

type Phantom<T> = PhantomData<fn() -> T>;

/// A query's list of tables: only its first one.
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
/// use crocus::expr::Table;
///
/// fn dear() -> Select<Book, Table<Book>> { // `Select<Book>` is short for it
///     Book::filter(Book::price.gt(15))
/// }
/// assert_eq!(dear().count(&mut s)?, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Table<M>(Phantom<M>);

/// A list of tables whose rows a statement can change: one table.
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
/// use crocus::expr::OneTable;
///
/// fn sold_out<S: OneTable>(books: Select<Book, S>, s: &mut Session) -> crocus::Result<usize> {
///     books.set(Book::stock, 0).update(s)
/// }
/// assert_eq!(sold_out(Book::filter(Book::price.gt(15)), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "the rows of a joined query cannot be changed as they are",
    label = "call `.narrow()` before this: it leaves the rows of the first table"
)]
pub trait OneTable {}

#[diagnostic::do_not_recommend]
impl<M> OneTable for Table<M> {}

/// A list of tables as a parameter of a method: one that a bound on the list itself refuses would not
/// be found, and the compiler would have no words for it but its own.
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
/// use crocus::expr::{OneTable, Tables};
///
/// // the very bounds of `Select::delete`
/// fn discard<S, L: OneTable>(books: &Select<Book, S>, s: &mut Session) -> crocus::Result<usize>
/// where
///     S: Tables<List = L>,
/// {
///     books.delete(s)
/// }
/// assert_eq!(discard(&Book::filter(Book::price.gt(15)), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
pub trait Tables {
    /// The list itself.
    type List;
}

impl<S> Tables for S {
    type List = S;
}

/// A query's list of tables: `Rest`, and one joined so that each row has a partner.
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
/// use crocus::expr::{InnerJoin, Table};
///
/// fn with_author() -> Select<Post, InnerJoin<Table<Post>, User>> {
///     Post::select().join(Post::author)
/// }
/// let by_ada = with_author().filter(User::name.eq("ada"));
/// assert_eq!(by_ada.count(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct InnerJoin<Rest, M>(Phantom<(Rest, M)>);

/// A query's list of tables: `Rest`, and one joined so that rows without a partner read as NULL.
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
/// use crocus::expr::{LeftJoin, Table};
///
/// fn with_posts() -> Select<User, LeftJoin<Table<User>, Post>> {
///     User::select().left_join_on(crocus::table::<Post>(), Post::author.eq(User::id))
/// }
/// let silent = with_posts().filter(Post::id.is_null()).columns((User::name, Post::title));
/// assert_eq!(silent.all(&mut s)?, [("bob".to_owned(), None)]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct LeftJoin<Rest, M>(Phantom<(Rest, M)>);

/// The tables of a subquery, then those of the query around it.
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
/// use crocus::expr::{Correlated, Expr, Nested, Table, UsedIn};
///
/// /// Whether the user has a post of which `link` holds.
/// fn has_post<U, I>(link: Expr<U, bool>) -> Expr<Correlated<Table<Post>, U>, bool>
/// where
///     U: UsedIn<Nested<Table<Post>, Table<User>>, I>,
/// {
///     exists(Post::select().on(link))
/// }
/// let writers = User::filter(has_post(Post::author.eq(User::id)));
/// assert_eq!(writers.one(&mut s)?.name, "ada");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Nested<Own, Around>(Phantom<(Own, Around)>);

/// The scope of HAVING, ORDER BY and the select list: aggregates may stand here.
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
/// use crocus::expr::{Condition, Grouped, Table, UsedIn};
///
/// fn stocks<C, I>(condition: C, s: &mut Session) -> crocus::Result<Vec<i64>>
/// where
///     C: Condition<Uses: UsedIn<Grouped<Table<Book>>, I>>,
/// {
///     Book::select().group_by(Book::stock).having(condition).columns(Book::stock).all(s)
/// }
/// assert_eq!(stocks(Book::price.max().gt(15), &mut s)?, [0]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Grouped<S>(Phantom<S>);

/// A table that has a row in each result row.
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
/// use crocus::{expr::{Always, InnerJoin, Table}, query::{Cols, Whole}};
///
/// // rows of both, as `(Post, User)`
/// type Both = (Whole<Post, Always>, Whole<User, Always>);
/// fn with_author() -> Select<Post, InnerJoin<Table<Post>, User>, Cols<Both>> {
///     Post::select().join(Post::author).columns((Post::all_columns, User::all_columns))
/// }
/// let both: Vec<(Post, User)> = with_author().all(&mut s)?;
/// assert_eq!(both[0].1.name, "ada");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Always;

/// A table that may have no row in a result row.
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
/// use crocus::{expr::{LeftJoin, Maybe, Table}, query::{Cols, One, Whole}};
///
/// // the name of a user, and his post if there is one
/// type Pair = (One<String>, Whole<Post, Maybe>);
/// fn with_posts() -> Select<User, LeftJoin<Table<User>, Post>, Cols<Pair>> {
///     User::select()
///         .left_join_on(crocus::table::<Post>(), Post::author.eq(User::id))
///         .columns((User::name, Post::all_columns))
/// }
/// let pairs: Vec<(String, Option<Post>)> = with_posts().all(&mut s)?;
/// assert_eq!(pairs.iter().filter(|(_, post)| post.is_some()).count(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Maybe;

/// A list of tables in which `M` stands.
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
/// use crocus::expr::Contains;
///
/// /// Any query in which `users` stands, of whatever rows.
/// fn of_adults<M, S: Contains<User, I>, O, I>(query: Select<M, S, O>) -> Select<M, S, O> {
///     query.filter(User::age.ge(18))
/// }
/// assert_eq!(of_adults(User::select()).count(&mut s)?, 2);
/// assert_eq!(of_adults(Post::select().join(Post::author)).count(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "table `{M}` is not part of this query",
    label = "`{M}` is not in FROM or JOIN here",
    note = "the tables of this query are `{Self}`",
    note = "join it first: `.join(reference)`, or `.join_on(crocus::table::<{M}>(), condition)` against the direction of a reference",
    note = "in a subquery, compare with the outer query in `.on(..)`"
)]
pub trait Contains<M, I> {
    /// How a value of the table reads here.
    type Read<T: ColumnType>: ColumnType<Base = T::Base>;
    /// [`Always`] or [`Maybe`].
    type Presence;
}

#[diagnostic::do_not_recommend]
impl<M> Contains<M, Here> for Table<M> {
    type Read<T: ColumnType> = T;
    type Presence = Always;
}

/// No table at all.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nowhere;

// With one impl only, rustc takes what it says for what was meant, and tells of that.
#[diagnostic::do_not_recommend]
impl<M> Contains<Nowhere, There<Nowhere>> for Table<M> {
    type Read<T: ColumnType> = T;
    type Presence = Always;
}

#[diagnostic::do_not_recommend]
impl<M, Rest> Contains<M, Here> for InnerJoin<Rest, M> {
    type Read<T: ColumnType> = T;
    type Presence = Always;
}

#[diagnostic::do_not_recommend]
impl<M, Rest> Contains<M, Here> for LeftJoin<Rest, M> {
    type Read<T: ColumnType> = T::Nullable;
    type Presence = Maybe;
}

#[diagnostic::do_not_recommend]
impl<M, Rest, Joined, I> Contains<M, There<I>> for InnerJoin<Rest, Joined>
where
    Rest: Contains<M, I>,
{
    type Read<T: ColumnType> = Rest::Read<T>;
    type Presence = Rest::Presence;
}

#[diagnostic::do_not_recommend]
impl<M, Rest, Joined, I> Contains<M, There<I>> for LeftJoin<Rest, Joined>
where
    Rest: Contains<M, I>,
{
    type Read<T: ColumnType> = Rest::Read<T>;
    type Presence = Rest::Presence;
}

#[diagnostic::do_not_recommend]
impl<M, Own, Around, I> Contains<M, First<I>> for Nested<Own, Around>
where
    Own: Contains<M, I>,
{
    type Read<T: ColumnType> = Own::Read<T>;
    type Presence = Own::Presence;
}

#[diagnostic::do_not_recommend]
impl<M, Own, Around, I> Contains<M, Second<I>> for Nested<Own, Around>
where
    Around: Contains<M, I>,
{
    type Read<T: ColumnType> = Around::Read<T>;
    type Presence = Around::Presence;
}

impl<M, S: Contains<M, I>, I> Contains<M, I> for Grouped<S> {
    type Read<T: ColumnType> = S::Read<T>;
    type Presence = S::Presence;
}
