//! SELECT as a typed value.

use std::fmt;
use std::marker::PhantomData;

use super::formats::Formats;
use super::from_row::FromRow;
use super::reader::{As, Cols, Output, Rows};
use super::selection::Selection;
use crate::error::{Error, Result};
use crate::expr::{Condition, Grouped, OrderBy, Source, Table, UsedIn};
use crate::model::Model;
use crate::sql::{self, Few, Node};
use crate::value::{Fault, Format};

/// A query: rows of `M`, over the tables `S`, each becoming an `O`.
///
/// It is a value: cloned, stored and passed on freely, and run as often as wanted. In signatures it
/// is `Select<User>`; a query with joins becomes one by [`narrow`](Select::narrow).
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
/// fn cheap(limit: i64) -> Select<Book> {
///     Book::filter(Book::price.le(limit))
/// }
/// let mut query = cheap(15);
/// query = query.filter(Book::stock.eq(0)).order_by(Book::title.asc()); // the type stays
/// assert_eq!(query.all(&mut s)?.len(), 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing before `.all(&mut session)`, `.one`, `.first` or another of its ends"]
pub struct Select<M, S = Table<M>, O = Rows<M>> {
    pub(super) tree: sql::Select,
    /// How selected columns are read; whole rows need nothing of it.
    reading: Option<Box<Reading>>,
    marker: PhantomData<fn() -> (M, S, O)>,
}

#[derive(Debug, Clone)]
struct Reading {
    formats: Formats,
    /// Where the columns of a struct that is read by name stand.
    places: Result<Vec<usize>, String>,
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            formats: Formats::default(),
            places: Ok(Vec::new()),
        }
    }
}

impl<A: Source, O: Output> Select<A, Table<A>, O> {
    /// All rows of a table or alias.
    #[inline]
    pub(super) fn from_source() -> Self {
        Select::of(sql::Select::rows(A::REF, O::WHOLE, Few::NONE))
    }

    #[inline]
    pub(super) fn from_source_where(condition: Node) -> Self {
        Select::of(sql::Select::rows(A::REF, O::WHOLE, Few::one(condition)))
    }

    #[inline]
    fn of(tree: sql::Select) -> Self {
        Select {
            tree,
            reading: None,
            marker: PhantomData,
        }
    }
}

impl<M, S, O> Select<M, S, O> {
    pub(super) fn retype<S2, O2>(self) -> Select<M, S2, O2> {
        Select {
            tree: self.tree,
            reading: self.reading,
            marker: PhantomData,
        }
    }

    /// `WHERE`; several are joined by AND.
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
    /// let query = Book::select().filter(Book::price.gt(10)).filter(!Book::title.starts_with("E"));
    /// assert_eq!(query.one(&mut s)?.title, "Ulysses");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn filter<C: Condition<Uses: UsedIn<S, WhichTable>>, WhichTable>(
        mut self,
        condition: C,
    ) -> Self {
        self.tree.filter.push(condition.into_condition());
        self
    }

    /// `GROUP BY`; columns, expressions or a tuple of them.
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
    /// let per_author = Post::select()
    ///     .join(Post::author)
    ///     .group_by(User::name)
    ///     .columns((User::name, crocus::count_all()))
    ///     .all(&mut s)?;
    /// assert_eq!(per_author, [("ada".to_owned(), 2)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn group_by<X: Selection<S, I>, I>(mut self, columns: X) -> Self {
        let mut items = Vec::new();
        columns.select(&mut items, &mut Formats::default());
        self.tree.group.extend(items.into_iter().flat_map(terms));
        self
    }

    /// `HAVING`: a condition on groups; several are joined by AND.
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
    /// let busy = Post::select()
    ///     .group_by(Post::author)
    ///     .having(crocus::count_all().gt(1))
    ///     .columns(crocus::count_all());
    /// assert_eq!(busy.all(&mut s)?, [2]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn having<C: Condition<Uses: UsedIn<Grouped<S>, WhichTable>>, WhichTable>(
        mut self,
        condition: C,
    ) -> Self {
        self.tree.having.push(condition.into_condition());
        self
    }

    /// `ORDER BY`; a further one orders what the first leaves equal.
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
    /// let titles = Book::select()
    ///     .order_by((Book::stock.asc(), Book::price.desc()))
    ///     .columns(Book::title)
    ///     .all(&mut s)?;
    /// assert_eq!(titles, ["Ulysses", "Emma"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn order_by<X: OrderBy<S, I>, I>(mut self, order: X) -> Self {
        order.terms(&mut self.tree.order);
        self
    }

    /// At most so many rows.
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
    /// let cheapest = Book::select().order_by(Book::price.asc()).limit(1).all(&mut s)?;
    /// assert_eq!(cheapest[0].title, "Emma");
    /// # Ok(())
    /// # }
    /// ```
    pub fn limit(mut self, rows: u64) -> Self {
        self.tree.limit = Some(rows);
        self
    }

    /// Skips so many rows first.
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
    /// let second_page = Book::select().order_by(Book::id.asc()).limit(1).offset(1).all(&mut s)?;
    /// assert_eq!(second_page[0].title, "Ulysses");
    /// # Ok(())
    /// # }
    /// ```
    pub fn offset(mut self, rows: u64) -> Self {
        self.tree.offset = Some(rows);
        self
    }

    /// `SELECT DISTINCT`: equal rows once.
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
    /// assert_eq!(Book::select().columns(Book::stock).all(&mut s)?, [0, 0]);
    /// assert_eq!(Book::select().columns(Book::stock).distinct().all(&mut s)?, [0]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn distinct(mut self) -> Self {
        self.tree.distinct = true;
        self
    }

    /// The select list: a column, an expression, all columns of a model, or a tuple of up to 16.
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
    /// let names: Vec<String> = User::select().columns(User::name).all(&mut s)?;
    /// assert_eq!(names, ["ada", "bob"]);
    /// let pairs: Vec<(Post, User)> = Post::select()
    ///     .join(Post::author)
    ///     .columns((Post::all_columns, User::all_columns))
    ///     .all(&mut s)?;
    /// assert_eq!((pairs.len(), &*pairs[0].1.name), (2, "ada"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn columns<X: Selection<Grouped<S>, I, Reader = R>, I, R>(
        mut self,
        columns: X,
    ) -> Select<M, S, Cols<R>> {
        self.tree.items.clear();
        self.tree.whole = None;
        let mut formats = Formats::default();
        columns.select(&mut self.tree.items, &mut formats);
        if self.reading.is_some() || !formats.listed().is_empty() {
            self.reading.get_or_insert_default().formats = formats;
        }
        self.retype()
    }

    /// Forgets the joined tables: the type is that of a query without joins again.
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
    /// fn by_author(name: &str) -> Select<Post> {
    ///     Post::select().join(Post::author).filter(User::name.eq(name)).narrow()
    /// }
    /// assert_eq!(by_author("ada").count(&mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn narrow(self) -> Select<M, Table<M>, O> {
        self.retype()
    }

    /// The selected columns as structs that derive `FromRow`, by the names of columns and
    /// `.label(..)`s.
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
    /// #[derive(FromRow)]
    /// struct Line { title: String, writer: String }
    ///
    /// let lines: Vec<Line> = Post::select()
    ///     .join(Post::author)
    ///     .columns((Post::title, User::name.label("writer")))
    ///     .into_rows()
    ///     .all(&mut s)?;
    /// assert_eq!((&*lines[0].title, &*lines[0].writer), ("Notes", "ada"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_rows<T: FromRow>(mut self) -> Select<M, S, As<T>> {
        let whole = self
            .tree
            .whole
            .into_iter()
            .flat_map(|name| (0..).map_while(name));
        let items = self.tree.items.iter().flat_map(sql::Item::names);
        let names: Vec<&str> = whole.chain(items.map(Option::unwrap_or_default)).collect();
        let places = T::positions(&names).map_err(|fault| fault.to_string());
        self.reading.get_or_insert_default().places = places;
        self.retype()
    }
}

/// What an item of a list groups by.
fn terms(item: sql::Item) -> Vec<Node> {
    let Node::Columns { source, name } = item.node else {
        return vec![item.node];
    };
    let names = (0..).map_while(name);
    names.map(|name| Node::Column { source, name }).collect()
}

impl<M, S, O: Output> Select<M, S, O> {
    /// The whole tree, with its select list.
    ///
    /// # Errors
    ///
    /// `Decode` when a column that is read by name is not selected.
    pub(crate) fn lower(&self) -> Result<&sql::Select> {
        match self.reading.as_deref().map(|reading| &reading.places) {
            Some(Err(message)) => Err(Fault::decode(message).nowhere()),
            _ => Ok(&self.tree),
        }
    }

    pub(crate) fn places(&self) -> &[usize] {
        let places = self.reading.as_deref().map(|reading| &reading.places);
        places
            .and_then(|places| places.as_deref().ok())
            .unwrap_or_default()
    }
}

impl<M, S, O> Select<M, S, O> {
    pub(crate) fn formats(&self) -> &[Format] {
        self.reading
            .as_deref()
            .map_or(&[], |reading| reading.formats.listed())
    }
}

impl<M: Model, S, O> Select<M, S, O> {
    /// The conditions of the query, where they say by themselves which rows a statement changes.
    pub(super) fn plain_filter(&self) -> Option<&[Node]> {
        let tree = &self.tree;
        if tree.is_plain() {
            return Some(&tree.filter);
        }
        let grouped = !tree.group.is_empty() || !tree.having.is_empty() || tree.distinct;
        let limited = tree.limit.is_some() || tree.offset.is_some();
        (tree.joins.is_empty() && !grouped && !limited).then_some(&tree.filter)
    }

    /// The conditions of the query, for a statement that changes the rows it would answer with.
    pub(super) fn row_filter(self) -> Result<Few<Node>> {
        let tree = self.tree;
        if !tree.group.is_empty() || !tree.having.is_empty() || tree.distinct {
            return Err(Error::misuse(
                "rows of a grouped or DISTINCT query cannot be changed",
            ));
        }
        if tree.joins.is_empty() && tree.limit.is_none() && tree.offset.is_none() {
            return Ok(tree.filter);
        }
        // What SQLite cannot say in UPDATE and DELETE is said in a subquery of keys.
        let [key] = M::table().primary_key else {
            return Err(Error::misuse(
                "a statement over a join or with a limit needs a model with a key of one column",
            ));
        };
        let key = Node::Column {
            source: M::REF,
            name: M::table().columns[*key].name,
        };
        let mut select = tree;
        select.items = vec![sql::Item {
            node: key.clone(),
            label: None,
        }];
        Ok(Few::one(Node::InSelect {
            value: Box::new(key),
            select: Box::new(select),
            negated: false,
        }))
    }
}

impl<M, S, O> Clone for Select<M, S, O> {
    fn clone(&self) -> Self {
        Select {
            tree: self.tree.clone(),
            reading: self.reading.clone(),
            marker: PhantomData,
        }
    }
}

impl<M, S, O> fmt::Debug for Select<M, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select")
            .field("tree", &self.tree)
            .finish_non_exhaustive()
    }
}
