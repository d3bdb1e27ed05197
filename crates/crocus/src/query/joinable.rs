//! What can be joined by any condition: an alias, or a model's own table.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::Source;
use crate::model::Model;
use crate::sql::TableRef;

/// A model's own table, to be joined by `join_on`.
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
/// let authors = User::select().join_on(crocus::table::<Post>(), Post::author.eq(User::id));
/// assert_eq!(authors.count(&mut s)?, 2); // one row for each post
/// # Ok(())
/// # }
/// ```
pub fn table<M: Model>() -> Named<M> {
    Named(PhantomData)
}

/// A model's own table as a value; made by [`table`].
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
/// use crocus::query::Named;
///
/// let posts: Named<Post> = crocus::table();
/// let pairs = User::select().cross_join(posts);
/// assert_eq!(pairs.count(&mut s)?, 4); // each user with each post
/// # Ok(())
/// # }
/// ```
pub struct Named<M>(PhantomData<fn() -> M>);

impl<M> fmt::Debug for Named<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("table")
    }
}

/// What `join_on` takes: an alias, or `table::<M>()`.
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
/// use crocus::{expr::{InnerJoin, Table}, query::Joinable};
///
/// fn beside<A: Joinable>(other: A) -> Select<User, InnerJoin<Table<User>, A::Named>> {
///     User::select().cross_join(other)
/// }
/// alias!(Other = User);
/// assert_eq!(beside(Other).count(&mut s)?, 4);
/// assert_eq!(beside(crocus::table::<Post>()).count(&mut s)?, 4);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "expected an alias or `table::<Model>()`"
)]
pub trait Joinable {
    /// The name under which its columns are found in the query.
    type Named: Source;
    /// How statements name it.
    #[doc(hidden)]
    const JOINED: &'static TableRef;
}

impl<A: Source> Joinable for A {
    type Named = A;
    const JOINED: &'static TableRef = <A as Source>::REF;
}

impl<M: Model> Joinable for Named<M> {
    type Named = M;
    const JOINED: &'static TableRef = <M as Source>::REF;
}
