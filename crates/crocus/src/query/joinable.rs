//! What can be joined by any condition: an alias, or a model's own table.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::Source;
use crate::model::Model;
use crate::sql::TableRef;

/// A model's own table, to be joined by `join_on`.
pub fn table<M: Model>() -> Named<M> {
    Named(PhantomData)
}

/// A model's own table as a value; made by [`table`].
pub struct Named<M>(PhantomData<fn() -> M>);

impl<M> fmt::Debug for Named<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("table")
    }
}

/// What `join_on` takes: an alias, or `table::<M>()`.
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
