//! All columns of a model, for a select list.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::Source;

/// All columns of a model or alias;
/// [`Query::all_columns`](super::Query::all_columns).
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
/// use crocus::query::AllColumns;
///
/// let columns: AllColumns<User> = User::all_columns;
/// let pairs: Vec<(String, User)> = Post::select().join(Post::author).columns((Post::title, columns)).all(&mut s)?;
/// assert_eq!(pairs[0].1.name, "ada");
/// # Ok(())
/// # }
/// ```
pub struct AllColumns<A>(PhantomData<fn() -> A>);

impl<M: Source> AllColumns<M> {
    pub(super) const fn new() -> Self {
        AllColumns(PhantomData)
    }

    /// The same columns of an alias.
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
    /// alias!(Writer = User);
    ///
    /// let query = Post::select().join(Post::author.to(Writer)).columns(User::all_columns.at(Writer));
    /// assert_eq!(query.first(&mut s)?.map(|user| user.name), Some("ada".to_owned()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn at<A: Source<Row = M::Row>>(self, alias: A) -> AllColumns<A> {
        let _ = alias;
        AllColumns(PhantomData)
    }
}

impl<A> Clone for AllColumns<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for AllColumns<A> {}

impl<A> fmt::Debug for AllColumns<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AllColumns")
    }
}
