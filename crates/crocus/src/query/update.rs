//! UPDATE as a typed value: `User::filter(..).set(User::active, false)`.

use std::fmt;
use std::marker::PhantomData;

use super::formats::Formats;
use super::reader::{Cols, Rows};
use super::select::Select;
use super::selection::Selection;
use crate::error::{Error, Result};
use crate::expr::{Column, Expr, OneTable, Table, Tables, UsedIn, assigned, invalid};
use crate::model::{Input, Model};
use crate::sql::{self, BinaryOp, Few, Node, UnaryOp};
use crate::value::{ColumnType, Comparable, Format, Scalar};

/// Changes the rows that match; made by [`Select::set`], run by `.update(&mut session)`.
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
/// let birthday = User::filter(User::name.eq("Ada")).set(User::age, User::age + 1);
/// assert_eq!(birthday.update(&mut s)?, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is changed before `.update(&mut session)` or `.all`"]
pub struct UpdateQuery<M, O = ()> {
    tree: Result<sql::Update, String>,
    formats: Formats,
    marker: PhantomData<fn() -> (M, O)>,
}

/// What a column can be set to: a value, or an expression over the same row.
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
/// use crocus::query::Assign;
///
/// fn set_stock<V: Assign<Book, i64, K>, K>(stock: V, s: &mut Session) -> crocus::Result<usize> {
///     Book::select().set(Book::stock, stock).update(s)
/// }
/// assert_eq!(set_stock(3, &mut s)?, 2);
/// assert_eq!(set_stock(Book::stock + 1, &mut s)?, 2);
/// assert_eq!(Book::count(Book::stock.eq(4), &mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be set to `{Self}`",
    label = "expected a `{T}`, or an expression of that type"
)]
pub trait Assign<M, T, K> {
    /// The tree, stored as the column demands.
    #[doc(hidden)]
    fn assign(self, column: &Column<M, T>) -> Node;
}

/// Marks an assignment of a value.
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
/// use crocus::query::{Assign, ByValue};
///
/// // takes 3, not `Book::price`
/// fn restock(stock: impl Assign<Book, i64, ByValue>, s: &mut Session) -> crocus::Result<usize> {
///     Book::select().set(Book::stock, stock).update(s)
/// }
/// assert_eq!(restock(3, &mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ByValue;
/// Marks an assignment of an expression.
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
/// use crocus::query::{Assign, ByExpression};
///
/// // takes `Book::price`, not 3
/// fn reprice<I>(price: impl Assign<Book, i64, ByExpression<I>>, s: &mut Session) -> crocus::Result<usize> {
///     Book::select().set(Book::price, price).update(s)
/// }
/// assert_eq!(reprice(Book::price + 1, &mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ByExpression<I>(PhantomData<fn() -> I>);

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType, V: Input<T>> Assign<M, T, ByValue> for V {
    #[expect(
        clippy::inline_always,
        reason = "a node stands still while it is new; see `Node`"
    )]
    #[inline(always)]
    fn assign(self, column: &Column<M, T>) -> Node {
        match self.constant(column.format) {
            Ok(value) => Node::Value(value),
            Err(fault) => named(column, invalid(&fault)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType, U, X: ColumnType, I> Assign<M, T, ByExpression<I>> for Expr<U, X>
where
    X::Base: Comparable<T::Base>,
    U: UsedIn<Table<M>, I>,
{
    fn assign(self, column: &Column<M, T>) -> Node {
        let node = assigned(self.node, self.format, column.format);
        within::<T, X>(named(column, node))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType, X: ColumnType> Assign<M, T, ByExpression<()>> for Column<M, X>
where
    X::Base: Comparable<T::Base>,
{
    fn assign(self, column: &Column<M, T>) -> Node {
        within::<T, X>(assigned(self.to_node(), self.format, column.format))
    }
}

/// What cannot be stored is told of the column.
fn named<M: Model, T>(column: &Column<M, T>, node: Node) -> Node {
    match node {
        Node::Invalid { kind, message } => Node::Invalid {
            kind,
            message: format!("{}.{}: {message}", M::table().name(), column.name).into(),
        },
        node => node,
    }
}

/// An expression that an integer column may not be able to hold: SQLite would store it all the same,
/// what has a fraction or more than 64 bits as a floating point number, and no row that holds it
/// could be read again.
fn within<T: ColumnType, X: ColumnType>(node: Node) -> Node {
    let Some((least, most)) = <T::Base as Scalar>::BOUNDS else {
        return node;
    };
    let fits = <X::Base as Scalar>::BOUNDS.is_some_and(|(low, high)| least <= low && high <= most);
    if fits && !calculates(&node) {
        return node;
    }
    let bound = |integer| Node::value(integer);
    let outside = Node::Unary(
        UnaryOp::Not,
        Box::new(Node::Between(Box::new((
            node.clone(),
            bound(least),
            bound(most),
        )))),
    );
    let whole = Node::Cast(Box::new(node.clone()), "INTEGER");
    let broken = Node::binary(BinaryOp::Ne, whole, node.clone());
    // SQLite has no function that raises an error; the least integer has no absolute value.
    let fails = Node::Call {
        name: "abs".into(),
        distinct: false,
        args: vec![bound(i64::MIN)],
    };
    Node::Case {
        arms: vec![(Node::Any(vec![outside, broken]), fails)],
        otherwise: Some(Box::new(node)),
    }
    .shallow(0)
}

fn calculates(node: &Node) -> bool {
    match node {
        Node::Binary(operator, _)
        | Node::ColumnValue { operator, .. }
        | Node::TwoColumns(operator, ..) => matches!(
            operator,
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem
        ),
        Node::Unary(operator, _) => *operator == UnaryOp::Negate,
        Node::Call { args, .. } => args.iter().any(calculates),
        Node::Case { arms, otherwise } => {
            arms.iter().any(|(_, result)| calculates(result))
                || otherwise.iter().any(|node| calculates(node))
        }
        _ => false,
    }
}

impl<M: Model, S> Select<M, S, Rows<M>> {
    /// Starts an UPDATE of the rows that the query would answer with; a limit and an order count.
    ///
    /// An expression (`User::visits + 1`, a column of another type) whose value an integer column cannot
    /// hold is an error of kind `Value`; nothing is changed then.
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
    /// let changed = Book::filter(Book::price.lt(15))
    ///     .set(Book::price, Book::price + 3) // an expression over the row, or a value
    ///     .update(&mut s)?;
    /// assert_eq!(changed, 1);
    /// assert_eq!(Book::find_one(Book::title.eq("Emma"), &mut s)?.price, 15);
    /// # Ok(())
    /// # }
    /// ```
    #[expect(
        clippy::inline_always,
        reason = "a node stands still while it is new; see `Node`"
    )]
    #[inline(always)]
    pub fn set<T: ColumnType, V: Assign<M, T, K>, K, L: OneTable>(
        self,
        column: Column<M, T>,
        value: V,
    ) -> UpdateQuery<M>
    where
        S: Tables<List = L>,
    {
        let set = value.assign(&column);
        if !self.tree.is_plain() {
            return self.set_in_clauses(column.name, set);
        }
        UpdateQuery::new(column.name, set, self.tree.filter)
    }

    #[cold]
    fn set_in_clauses(self, column: &'static str, set: Node) -> UpdateQuery<M> {
        match self.row_filter() {
            Ok(filter) => UpdateQuery::new(column, set, filter),
            Err(error) => UpdateQuery {
                tree: Err(error.to_string()),
                formats: Formats::default(),
                marker: PhantomData,
            },
        }
    }
}

impl<M: Model> UpdateQuery<M> {
    #[expect(
        clippy::inline_always,
        reason = "a node stands still while it is new; see `Node`"
    )]
    #[inline(always)]
    fn new(column: &'static str, set: Node, filter: Few<Node>) -> Self {
        UpdateQuery {
            tree: Ok(sql::Update {
                table: M::REF,
                set: Few::one((column, set)),
                filter,
                returning: None,
            }),
            formats: Formats::default(),
            marker: PhantomData,
        }
    }
}

impl<M: Model, O> UpdateQuery<M, O> {
    /// Sets one more column.
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
    /// Book::filter(Book::title.eq("Emma"))
    ///     .set(Book::stock, 7)
    ///     .set(Book::title, "Emma, a novel")
    ///     .update(&mut s)?;
    /// assert_eq!(Book::find_one(Book::stock.eq(7), &mut s)?.title, "Emma, a novel");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn set<T: ColumnType, V: Assign<M, T, K>, K>(
        mut self,
        column: Column<M, T>,
        value: V,
    ) -> Self {
        if let Ok(tree) = &mut self.tree {
            if tree.set.iter().any(|(earlier, _)| *earlier == column.name) {
                self.tree = Err(set_twice(M::table().name(), column.name));
                return self;
            }
            tree.set.push((column.name, value.assign(&column)));
        }
        self
    }

    /// `RETURNING`: the changed rows, as `.columns(..)` would select them.
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
    /// let stock = Book::filter(Book::price.gt(15))
    ///     .set(Book::stock, Book::stock + 1)
    ///     .returning((Book::title, Book::stock))
    ///     .all(&mut s)?;
    /// assert_eq!(stock, [("Ulysses".to_owned(), 1)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn returning<X: Selection<Table<M>, I>, I>(
        mut self,
        columns: X,
    ) -> UpdateQuery<M, Cols<X::Reader>> {
        self.formats.clear();
        if let Ok(tree) = &mut self.tree {
            let mut returning = Vec::new();
            columns.select(&mut returning, &mut self.formats);
            tree.returning = Some(returning);
        }
        UpdateQuery {
            tree: self.tree,
            formats: self.formats,
            marker: PhantomData,
        }
    }

    /// The whole tree.
    ///
    /// # Errors
    ///
    /// `Misuse` for a column that is set twice, or rows that cannot be changed.
    pub(crate) fn lower(&self) -> Result<&sql::Update> {
        self.tree.as_ref().map_err(Error::misuse)
    }

    pub(crate) fn formats(&self) -> &[Format] {
        self.formats.listed()
    }
}

#[cold]
fn set_twice(table: &str, column: &str) -> String {
    format!("`{table}.{column}` is set twice")
}

impl<M, O> Clone for UpdateQuery<M, O> {
    fn clone(&self) -> Self {
        UpdateQuery {
            tree: self.tree.clone(),
            formats: self.formats.clone(),
            marker: PhantomData,
        }
    }
}

impl<M, O> fmt::Debug for UpdateQuery<M, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateQuery")
            .field("tree", &self.tree)
            .finish_non_exhaustive()
    }
}
