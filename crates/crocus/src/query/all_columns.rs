//! All columns of a model, for a select list.

use std::fmt;
use std::marker::PhantomData;

use crate::expr::Source;

/// All columns of a model or alias;
/// [`Query::all_columns`](super::Query::all_columns).
pub struct AllColumns<A>(PhantomData<fn() -> A>);

impl<M: Source> AllColumns<M> {
    pub(super) const fn new() -> Self {
        AllColumns(PhantomData)
    }

    /// The same columns of an alias.
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
