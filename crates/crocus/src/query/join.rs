//! Foreign keys as the way from one table to another.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::{Column, Source};
use crate::model::{ForeignKey, Model};
use crate::sql::{BinaryOp, Node};

/// A way from one table to another: a foreign key, or one that ends at an alias.
///
/// ```
/// # use crocus::prelude::*;
/// use crocus::{expr::{InnerJoin, Table}, query::Relation};
///
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, name: String }
/// #[derive(Debug, Clone, Model)]
/// struct Post {
///     #[column(primary_key)]
///     id: i64,
///     author: ForeignKey<User>,
///     editor: ForeignKey<User>,
/// }
///
/// /// Posts of which the user that `who` refers to has this name.
/// fn of<R>(who: R, name: &str) -> Select<Post, InnerJoin<Table<Post>, User>>
/// where
///     R: Relation<From = Post, To = User>,
/// {
///     Post::select().join(who).filter(User::name.eq(name))
/// }
///
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User, Post])?;
/// # let mut s = engine.session();
/// # let ada = s.add(User::builder().name("ada").build());
/// # let bob = s.add(User::builder().name("bob").build());
/// # s.add(Post::builder().author(ada).editor(bob).build());
/// assert_eq!(of(Post::author, "ada").count(&mut s)?, 1);
/// assert_eq!(of(Post::editor, "ada").count(&mut s)?, 0);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a foreign key, so it cannot be joined along",
    label = "expected a column of type `ForeignKey<..>`, or one with `.to(Alias)`",
    note = "to join by another condition use `.join_on(table::<Model>(), condition)`"
)]
pub trait Relation {
    /// The table or alias that it starts from.
    type From: Source;
    /// The table or alias that it leads to.
    type To: Source;

    /// The condition that joins the two.
    #[doc(hidden)]
    fn on(&self) -> Node;
}

fn on<A: Source, B: Source<Row = M>, M: Model>(name: &'static str) -> Node {
    let reference = Node::Column {
        source: A::REF,
        name,
    };
    let table = M::table();
    // References to keys of several columns do not exist: a foreign key is one column.
    let key = table
        .primary_key
        .first()
        .and_then(|key| table.columns.get(*key));
    let key = Node::Column {
        source: B::REF,
        name: key.map_or("", |key| key.name),
    };
    Node::binary(BinaryOp::Eq, key, reference)
}

macro_rules! foreign_keys {
    ($($reference:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<A: Source, B: Model> Relation for Column<A, $reference> {
            type From = A;
            type To = B;

            fn on(&self) -> Node {
                on::<A, B, B>(self.name)
            }
        }

        impl<A: Source, B: Model> Column<A, $reference> {
            /// The same way, ending at an alias: `.join(User::boss.to(Manager))`.
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
            /// # s.add(Post::builder().title("Notes").author(ada).build());
            /// alias!(Writer = User);
            ///
            /// let query = Post::select().join(Post::author.to(Writer)).columns(User::name.at(Writer));
            /// assert_eq!(query.all(&mut s)?, ["ada"]);
            /// # Ok(())
            /// # }
            /// ```
            pub fn to<X: Source<Row = B>>(self, alias: X) -> To<Self, X> {
                let _ = alias;
                To { name: self.name, marker: PhantomData }
            }
        }
    )*};
}

foreign_keys!(ForeignKey<B>, Option<ForeignKey<B>>);

/// A relation that ends at an alias; made by `.to(Alias)`.
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
/// use crocus::{Column, query::To};
///
/// alias!(Writer = User);
///
/// let writer: To<Column<Post, ForeignKey<User>>, Writer> = Post::author.to(Writer);
/// let by_ada = Post::select().join(writer).filter(User::name.at(Writer).eq("ada"));
/// assert_eq!(by_ada.count(&mut s)?, 2);
/// # Ok(())
/// # }
/// ```
pub struct To<R, X> {
    name: &'static str,
    marker: PhantomData<fn() -> (R, X)>,
}

#[diagnostic::do_not_recommend]
impl<R: Relation, X: Source<Row = B>, B: Model> Relation for To<R, X>
where
    R::To: Source<Row = B>,
{
    type From = R::From;
    type To = X;

    fn on(&self) -> Node {
        on::<R::From, X, B>(self.name)
    }
}

impl<R, X> fmt::Debug for To<R, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("To").field("name", &self.name).finish()
    }
}
