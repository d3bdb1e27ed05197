//! Where a table stands in a query's list, as an index that rustc infers.

use std::marker::PhantomData;

type Phantom<T> = PhantomData<fn() -> T>;

/// An index: the newest table of the list.
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
/// use crocus::expr::{Contains, Here};
///
/// /// A query that joined `users` last; rustc infers the index where the signature leaves it open.
/// fn by_name<M, S: Contains<User, Here>, O>(query: Select<M, S, O>, name: &str) -> Select<M, S, O> {
///     query.filter(User::name.eq(name))
/// }
/// assert_eq!(by_name(Post::select().join(Post::author), "ada").count(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Here;

/// An index: further down the list than its newest table.
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
/// use crocus::expr::{Contains, Here, There};
///
/// /// A query that joined one more table after `posts`.
/// fn by_title<M, S: Contains<Post, There<Here>>, O>(query: Select<M, S, O>) -> Select<M, S, O> {
///     query.order_by(Post::title.asc())
/// }
/// let first = by_title(Post::select().join(Post::author)).first(&mut s)?;
/// assert_eq!(first.map(|post| post.title), Some("Letters".to_owned()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct There<I>(Phantom<I>);

/// An index: in the first of two lists, that of a subquery itself.
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
/// use crocus::expr::{Expr, First, Here, Nested, Of, Table, UsedIn};
///
/// /// The users, if there is a post of which `own` holds; it uses `posts` alone.
/// fn if_posted<U>(own: Expr<U, bool>) -> Select<User>
/// where
///     U: UsedIn<Nested<Table<Post>, Table<User>>, Of<First<Here>>>,
/// {
///     User::filter(exists(Post::select().on(own)))
/// }
/// assert_eq!(if_posted(Post::title.eq("Notes")).count(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct First<I>(Phantom<I>);

/// An index: in the second of two lists, that of the query around a subquery.
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
/// use crocus::expr::{Expr, First, Here, Nested, Of, Second, Table, UsedIn};
///
/// /// The users with a post, where `link` compares a column of `posts` with one of `users`.
/// fn with_post<U>(link: Expr<U, bool>) -> Select<User>
/// where
///     U: UsedIn<Nested<Table<Post>, Table<User>>, (Of<First<Here>>, Of<Second<Here>>)>,
/// {
///     User::filter(exists(Post::select().on(link)))
/// }
/// assert_eq!(with_post(Post::author.eq(User::id)).one(&mut s)?.name, "ada");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Second<I>(Phantom<I>);
