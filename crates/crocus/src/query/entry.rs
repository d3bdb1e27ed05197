//! Where queries begin: `User::select()`, `User::filter(..)`, `from(Alias)`.

use super::all_columns::AllColumns;
use super::insert::InsertAll;
use super::reader::Rows;
use super::select::Select;
use crate::expr::{Condition, Source, Table, UsedIn};
use crate::model::Model;

/// Queries of a model's rows; implemented for every model.
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
/// fn page<M: Query>(number: u64) -> Select<M> {
///     M::select().limit(20).offset(20 * number)
/// }
/// assert_eq!(page::<Book>(0).all(&mut s)?.len(), 2);
/// assert_eq!(page::<Book>(1).all(&mut s)?.len(), 0);
/// # Ok(())
/// # }
/// ```
pub trait Query: Model {
    /// All columns of the model, for a select list:
    /// `.columns((Post::all_columns, User::all_columns))`.
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
    /// let rows: Vec<(Post, User)> = Post::select()
    ///     .join(Post::author)
    ///     .columns((Post::all_columns, User::all_columns))
    ///     .all(&mut s)?;
    /// assert_eq!((rows[0].0.title.as_str(), rows[0].1.name.as_str()), ("Notes", "ada"));
    /// # Ok(())
    /// # }
    /// ```
    #[expect(
        non_upper_case_globals,
        reason = "named like the columns it stands for"
    )]
    const all_columns: AllColumns<Self> = AllColumns::new();

    /// All rows.
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
    /// assert_eq!(Book::select().count(&mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    fn select() -> Select<Self> {
        Select::from_source()
    }

    /// The rows for which a condition holds.
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
    /// let dear = Book::filter(Book::price.gt(15) | Book::stock.gt(100)).all(&mut s)?;
    /// assert_eq!(dear[0].title, "Ulysses");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    fn filter<C: Condition<Uses: UsedIn<Table<Self>, WhichTable>>, WhichTable>(
        condition: C,
    ) -> Select<Self> {
        Select::from_source_where(condition.into_condition())
    }

    /// One INSERT of many rows.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// let books = (1..=500).map(|n| Book::builder().title(format!("volume {n}")).build());
    /// assert_eq!(Book::insert_all(books).execute(&mut s)?, 500);
    /// # Ok(())
    /// # }
    /// ```
    fn insert_all(rows: impl IntoIterator<Item = Self>) -> InsertAll<Self> {
        InsertAll::new(rows.into_iter().collect())
    }
}

impl<M: Model> Query for M {}

/// A query of an alias's rows.
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
/// alias!(Other = Book);
///
/// let pairs = crocus::from(Other)
///     .join_on(crocus::table::<Book>(), Book::price.lt(Book::price.at(Other)))
///     .columns((Book::title, Book::title.at(Other)));
/// assert_eq!(pairs.all(&mut s)?, [("Emma".to_owned(), "Ulysses".to_owned())]);
/// # Ok(())
/// # }
/// ```
pub fn from<A: Source>(alias: A) -> Select<A, Table<A>, Rows<A::Row>>
where
    A::Row: Model,
{
    let _ = alias;
    Select::from_source()
}
