//! UPDATE as a typed value: `User::filter(..).set(User::active, false)`.

use std::fmt;
use std::marker::PhantomData;

use super::reader::{Cols, Rows};
use super::select::Select;
use super::selection::Selection;
use crate::error::{Error, Result};
use crate::expr::{Column, Expr, Table, UsedIn, assigned};
use crate::model::{Input, Model};
use crate::sql::{self, Item, Node};
use crate::value::{ColumnType, Comparable, Format, Value};

/// Changes the rows that match; made by [`Select::set`], run by `.update(&mut session)`.
pub struct UpdateQuery<M, O = ()> {
    filter: Result<Vec<Node>, String>,
    set: Vec<(&'static str, Node)>,
    returning: Vec<Item>,
    formats: Vec<Format>,
    marker: PhantomData<fn() -> (M, O)>,
}

/// What a column can be set to: a value, or an expression over the same row.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be set to `{Self}`",
    label = "expected a `{T}`, or an expression of that type"
)]
pub trait Assign<M, T, K> {
    /// The tree, stored as the column demands.
    fn assign(self, format: Format) -> Node;
}

/// Marks an assignment of a value.
#[derive(Debug)]
pub struct ByValue;
/// Marks an assignment of an expression.
#[derive(Debug)]
pub struct ByExpression<I>(PhantomData<fn() -> I>);

#[diagnostic::do_not_recommend]
impl<M, T: ColumnType, V: Input<T>> Assign<M, T, ByValue> for V {
    fn assign(self, format: Format) -> Node {
        match Value::of(&self.input(), format) {
            Ok(value) => Node::Value(value),
            Err(fault) => Node::Invalid {
                kind: fault.kind(),
                message: fault.to_string().into(),
            },
        }
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: ColumnType, U, X: ColumnType, I> Assign<M, T, ByExpression<I>> for Expr<U, X>
where
    X::Base: Comparable<T::Base>,
    U: UsedIn<Table<M>, I>,
{
    fn assign(self, format: Format) -> Node {
        assigned(self.node, self.format, format)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType, X: ColumnType> Assign<M, T, ByExpression<()>> for Column<M, X>
where
    X::Base: Comparable<T::Base>,
{
    fn assign(self, format: Format) -> Node {
        assigned(self.to_node(), self.format, format)
    }
}

impl<M: Model> Select<M, Table<M>, Rows<M>> {
    /// Starts an UPDATE of the rows that the query would answer with; a limit and an order count.
    pub fn set<T: ColumnType, V: Assign<M, T, K>, K>(
        self,
        column: Column<M, T>,
        value: V,
    ) -> UpdateQuery<M> {
        let filter = self.row_filter().map_err(|error| error.to_string());
        let update = UpdateQuery {
            filter,
            set: Vec::new(),
            returning: Vec::new(),
            formats: Vec::new(),
            marker: PhantomData,
        };
        update.set(column, value)
    }
}

impl<M: Model, O> UpdateQuery<M, O> {
    /// Sets one more column.
    pub fn set<T: ColumnType, V: Assign<M, T, K>, K>(
        mut self,
        column: Column<M, T>,
        value: V,
    ) -> Self {
        self.set.push((column.name, value.assign(column.format)));
        self
    }

    /// `RETURNING`: the changed rows, as `.columns(..)` would select them.
    pub fn returning<X: Selection<Table<M>, I>, I>(
        mut self,
        columns: X,
    ) -> UpdateQuery<M, Cols<X::Reader>> {
        self.returning.clear();
        self.formats.clear();
        columns.select(&mut self.returning, &mut self.formats);
        UpdateQuery {
            filter: self.filter,
            set: self.set,
            returning: self.returning,
            formats: self.formats,
            marker: PhantomData,
        }
    }

    /// The whole tree.
    ///
    /// # Errors
    ///
    /// `Misuse` for a column that is set twice, or rows that cannot be changed.
    pub(crate) fn lower(&self) -> Result<sql::Update> {
        for (place, (name, _)) in self.set.iter().enumerate() {
            if self.set[..place].iter().any(|(earlier, _)| earlier == name) {
                let table = M::table().name();
                return Err(Error::misuse(format!("`{table}.{name}` is set twice")));
            }
        }
        Ok(sql::Update {
            table: M::REF,
            set: self.set.clone(),
            filter: self.filter.clone().map_err(Error::misuse)?,
            returning: self.returning.clone(),
        })
    }

    pub(crate) fn formats(&self) -> &[Format] {
        &self.formats
    }
}

impl<M, O> Clone for UpdateQuery<M, O> {
    fn clone(&self) -> Self {
        UpdateQuery {
            filter: self.filter.clone(),
            set: self.set.clone(),
            returning: self.returning.clone(),
            formats: self.formats.clone(),
            marker: PhantomData,
        }
    }
}

impl<M, O> fmt::Debug for UpdateQuery<M, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateQuery")
            .field("set", &self.set)
            .field("filter", &self.filter)
            .finish_non_exhaustive()
    }
}
