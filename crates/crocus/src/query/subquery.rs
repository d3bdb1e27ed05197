//! Queries inside of queries.
//!
//! A subquery is an ordinary closed query; only `.on(..)` may name tables of the query around it.

use std::fmt;
use std::marker::PhantomData;

use super::reader::{Cols, One, Output};
use super::select::Select;
use crate::expr::{Condition, Correlated, Expr, InList, Operand, convert};
use crate::sql::{self, Node, UnaryOp};
use crate::value::{ColumnType, Comparable, Format};

/// A subquery with a condition that names tables of the query around it; made by [`Select::on`].
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
/// use crocus::{expr::{Of, Table}, query::{Linked, Rows}};
///
/// fn posts_of_the_user() -> Linked<Table<Post>, (Of<Post>, Of<User>), Rows<Post>> {
///     Post::select().on(Post::author.eq(User::id))
/// }
/// assert_eq!(User::filter(exists(posts_of_the_user())).one(&mut s)?.name, "ada");
/// assert_eq!(User::filter(!exists(posts_of_the_user())).one(&mut s)?.name, "bob");
/// # Ok(())
/// # }
/// ```
pub struct Linked<S, U, O> {
    tree: sql::Select,
    format: Format,
    marker: PhantomData<fn() -> (S, U, O)>,
}

impl<M, S, O: Output> Select<M, S, O> {
    /// A condition between this subquery and the query around it.
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
    /// let posts = Post::select().columns(crocus::count_all()).on(Post::author.eq(User::id));
    /// let rows = User::select().order_by(User::name.asc()).columns((User::name, posts.scalar())).all(&mut s)?;
    /// assert_eq!(rows[0], ("ada".to_owned(), Some(2)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn on<C: Condition>(mut self, condition: C) -> Linked<S, C::Uses, O> {
        self.tree.filter.push(condition.into_condition());
        let (tree, format) = self.subquery();
        Linked {
            tree,
            format,
            marker: PhantomData,
        }
    }

    /// The tree of a subquery, and the format of its only column.
    fn subquery(self) -> (sql::Select, Format) {
        let format = self.formats().first().copied().unwrap_or(Format::Plain);
        (self.tree, format)
    }
}

impl<M, S, T: ColumnType> Select<M, S, Cols<One<T>>> {
    /// The value of the first row, as an expression; NULL without a row.
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
    /// let mean = Book::select().columns(Book::price.avg()).as_expr(); // 16
    /// let dear = Book::filter(Book::price.cast::<f64>().gt(mean)).columns(Book::title);
    /// assert_eq!(dear.all(&mut s)?, ["Ulysses"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_expr(self) -> Expr<(), T::Nullable> {
        let (tree, format) = self.subquery();
        Expr::with_format(Node::Scalar(Box::new(tree)), format)
    }
}

impl<S, U, T: ColumnType> Linked<S, U, Cols<One<T>>> {
    /// The value of the first row, as an expression; NULL without a row.
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
    /// let newest = Post::select().columns(Post::id.max()).on(Post::author.eq(User::id));
    /// let rows = User::select().order_by(User::name.asc()).columns(newest.scalar()).all(&mut s)?;
    /// assert_eq!(rows, [Some(2), None]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn scalar(self) -> Expr<Correlated<S, U>, T::Nullable> {
        Expr::with_format(Node::Scalar(Box::new(self.tree)), self.format)
    }
}

#[diagnostic::do_not_recommend]
impl<M, S, X: ColumnType, B, N> Operand<B, N> for Select<M, S, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = L;
    type Reads<Y: ColumnType> = Y::Nullable;

    fn node(self, format: Format) -> Node {
        let (tree, own) = self.subquery();
        convert(Node::Scalar(Box::new(tree)), own, format)
    }
}

#[diagnostic::do_not_recommend]
impl<S, U, X: ColumnType, B, N> Operand<B, N> for Linked<S, U, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = (L, Correlated<S, U>);
    type Reads<Y: ColumnType> = Y::Nullable;

    fn node(self, format: Format) -> Node {
        convert(Node::Scalar(Box::new(self.tree)), self.format, format)
    }
}

fn in_select(
    value: Node,
    mut tree: sql::Select,
    own: Format,
    format: Format,
    negated: bool,
) -> Node {
    if let Some(item) = tree.items.first_mut() {
        let node = std::mem::replace(&mut item.node, Node::CountAll);
        item.node = convert(node, own, format);
    }
    Node::InSelect {
        value: Box::new(value),
        select: Box::new(tree),
        negated,
    }
}

#[diagnostic::do_not_recommend]
impl<M, S, X: ColumnType, B> InList<B> for Select<M, S, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = L;

    fn membership(self, value: Node, format: Format, negated: bool) -> Node {
        let (tree, own) = self.subquery();
        in_select(value, tree, own, format, negated)
    }
}

#[diagnostic::do_not_recommend]
impl<S, U, X: ColumnType, B> InList<B> for Linked<S, U, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = (L, Correlated<S, U>);

    fn membership(self, value: Node, format: Format, negated: bool) -> Node {
        in_select(value, self.tree, self.format, format, negated)
    }
}

/// What `exists` takes: a query, closed or linked to the query around it by `.on(..)`.
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
/// use crocus::{expr::Expr, query::Existing};
///
/// fn only_if<Q: Existing>(wanted: bool, query: Q) -> Expr<((), Q::Uses), bool> {
///     crocus::lit(!wanted) | exists(query)
/// }
/// let posts = Post::select().on(Post::author.eq(User::id));
/// assert_eq!(User::filter(only_if(true, posts.clone())).count(&mut s)?, 1);
/// assert_eq!(User::filter(only_if(false, posts)).count(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a subquery",
    label = "expected a query, such as `Post::filter(..).on(..)`"
)]
pub trait Existing {
    /// What it uses of the query around it.
    type Uses;

    /// The tree.
    #[doc(hidden)]
    fn tree(self) -> sql::Select;
}

#[diagnostic::do_not_recommend]
impl<M, S, O: Output> Existing for Select<M, S, O> {
    type Uses = ();

    fn tree(self) -> sql::Select {
        self.subquery().0
    }
}

#[diagnostic::do_not_recommend]
impl<S, U, O> Existing for Linked<S, U, O> {
    type Uses = Correlated<S, U>;

    fn tree(self) -> sql::Select {
        self.tree
    }
}

/// `EXISTS`: the subquery has a row.
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
/// let writers = User::filter(exists(Post::select().on(Post::author.eq(User::id))));
/// assert_eq!(writers.one(&mut s)?.name, "ada");
/// # Ok(())
/// # }
/// ```
pub fn exists<Q: Existing>(query: Q) -> Expr<Q::Uses, bool> {
    Expr::new(Node::Exists(Box::new(query.tree())))
}

/// `NOT EXISTS`: the subquery has no row.
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
/// let silent = User::filter(crocus::not_exists(Post::select().on(Post::author.eq(User::id))));
/// assert_eq!(silent.one(&mut s)?.name, "bob");
/// # Ok(())
/// # }
/// ```
pub fn not_exists<Q: Existing>(query: Q) -> Expr<Q::Uses, bool> {
    Expr::new(Node::Unary(
        UnaryOp::Not,
        Box::new(Node::Exists(Box::new(query.tree()))),
    ))
}

impl<S, U, O> Clone for Linked<S, U, O> {
    fn clone(&self) -> Self {
        Linked {
            tree: self.tree.clone(),
            format: self.format,
            marker: PhantomData,
        }
    }
}

impl<S, U, O> fmt::Debug for Linked<S, U, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linked")
            .field("tree", &self.tree)
            .finish_non_exhaustive()
    }
}
