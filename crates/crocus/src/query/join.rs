//! Foreign keys as the way from one table to another.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::{Column, Source};
use crate::model::{ForeignKey, Model};
use crate::sql::{BinaryOp, Node};

/// A way from one table to another: a foreign key, or one that ends at an alias.
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
            /// alias!(Writer = User);
            ///
            /// let query = Post::select().join(Post::author.to(Writer)).columns(User::name.at(Writer));
            /// assert_eq!(query.all(&mut s)?, [""; 0]);
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
