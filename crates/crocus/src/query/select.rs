//! SELECT as a typed value.

use std::fmt;
use std::marker::PhantomData;

use super::from_row::FromRow;
use super::join::Relation;
use super::joinable::Joinable;
use super::reader::{As, Cols, Output, Rows};
use super::selection::Selection;
use crate::error::{Error, Result};
use crate::expr::{
    Condition, Contains, Grouped, InnerJoin, LeftJoin, OrderBy, Source, Table, UsedIn,
};
use crate::model::Model;
use crate::sql::{self, JoinKind, Node};
use crate::value::{Fault, Format};

/// A query: rows of `M`, over the tables `S`, each becoming an `O`.
///
/// It is a value: cloned, stored and passed on freely, and run as often as wanted. In signatures it
/// is `Select<User>`; a query with joins becomes one by [`narrow`](Select::narrow).
pub struct Select<M, S = Table<M>, O = Rows<M>> {
    pub(super) tree: sql::Select,
    pub(super) formats: Vec<Format>,
    pub(super) places: Result<Vec<usize>, String>,
    marker: PhantomData<fn() -> (M, S, O)>,
}

impl<A: Source, O: Output> Select<A, Table<A>, O> {
    /// All rows of a table or alias.
    pub(super) fn from_source() -> Self {
        let mut tree = sql::Select::new(A::REF);
        tree.whole = O::WHOLE;
        Select {
            tree,
            formats: Vec::new(),
            places: Ok(Vec::new()),
            marker: PhantomData,
        }
    }
}

impl<M, S, O> Select<M, S, O> {
    pub(super) fn retype<S2, O2>(self) -> Select<M, S2, O2> {
        Select {
            tree: self.tree,
            formats: self.formats,
            places: self.places,
            marker: PhantomData,
        }
    }

    /// `WHERE`; several are joined by AND.
    pub fn filter<C: Condition<Uses: UsedIn<S, WhichTable>>, WhichTable>(
        mut self,
        condition: C,
    ) -> Self {
        self.tree.filter.push(condition.into_condition());
        self
    }

    /// `GROUP BY`; columns, expressions or a tuple of them.
    pub fn group_by<X: Selection<S, I>, I>(mut self, columns: X) -> Self {
        let mut items = Vec::new();
        columns.select(&mut items, &mut Vec::new());
        self.tree
            .group
            .extend(items.into_iter().map(|item| item.node));
        self
    }

    /// `HAVING`: a condition on groups; several are joined by AND.
    pub fn having<C: Condition<Uses: UsedIn<Grouped<S>, WhichTable>>, WhichTable>(
        mut self,
        condition: C,
    ) -> Self {
        self.tree.having.push(condition.into_condition());
        self
    }

    /// `ORDER BY`; a further one orders what the first leaves equal.
    pub fn order_by<X: OrderBy<S, I>, I>(mut self, order: X) -> Self {
        order.terms(&mut self.tree.order);
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.tree.limit = Some(rows);
        self
    }

    /// Skips so many rows first.
    pub fn offset(mut self, rows: u64) -> Self {
        self.tree.offset = Some(rows);
        self
    }

    /// `SELECT DISTINCT`: equal rows once.
    pub fn distinct(mut self) -> Self {
        self.tree.distinct = true;
        self
    }

    /// `JOIN` along a foreign key: rows without a partner are left out.
    pub fn join<R: Relation, I>(self, relation: R) -> Select<M, InnerJoin<S, R::To>, O>
    where
        S: Contains<R::From, I>,
    {
        self.add_join::<R>(JoinKind::Inner, relation).retype()
    }

    /// `LEFT JOIN` along a foreign key: without a partner, the joined table reads as `None`.
    pub fn left_join<R: Relation, I>(self, relation: R) -> Select<M, LeftJoin<S, R::To>, O>
    where
        S: Contains<R::From, I>,
    {
        self.add_join::<R>(JoinKind::Left, relation).retype()
    }

    fn add_join<R: Relation>(mut self, kind: JoinKind, relation: R) -> Self {
        let on = Some(relation.on());
        self.tree.joins.push(sql::Join {
            kind,
            source: R::To::REF,
            on,
        });
        self
    }

    /// `JOIN .. ON` any condition, also against the direction of a foreign key:
    /// `.join_on(table::<Post>(), Post::author.eq(User::id))`.
    pub fn join_on<A: Joinable, C: Condition, I>(
        mut self,
        source: A,
        condition: C,
    ) -> Select<M, InnerJoin<S, A::Named>, O>
    where
        C::Uses: UsedIn<InnerJoin<S, A::Named>, I>,
    {
        let _ = source;
        let on = Some(condition.into_condition());
        self.tree.joins.push(sql::Join {
            kind: JoinKind::Inner,
            source: A::JOINED,
            on,
        });
        self.retype()
    }

    /// `LEFT JOIN .. ON` any condition.
    pub fn left_join_on<A: Joinable, C: Condition, I>(
        mut self,
        source: A,
        condition: C,
    ) -> Select<M, LeftJoin<S, A::Named>, O>
    where
        C::Uses: UsedIn<InnerJoin<S, A::Named>, I>,
    {
        let _ = source;
        let on = Some(condition.into_condition());
        self.tree.joins.push(sql::Join {
            kind: JoinKind::Left,
            source: A::JOINED,
            on,
        });
        self.retype()
    }

    /// `CROSS JOIN`: every row with every row.
    pub fn cross_join<A: Joinable>(mut self, source: A) -> Select<M, InnerJoin<S, A::Named>, O> {
        let _ = source;
        self.tree.joins.push(sql::Join {
            kind: JoinKind::Cross,
            source: A::JOINED,
            on: None,
        });
        self.retype()
    }

    /// The select list: a column, an expression, all columns of a model, or a tuple of up to 16.
    pub fn columns<X: Selection<Grouped<S>, I, Reader = R>, I, R>(
        mut self,
        columns: X,
    ) -> Select<M, S, Cols<R>> {
        self.tree.items.clear();
        self.tree.whole = None;
        self.formats.clear();
        columns.select(&mut self.tree.items, &mut self.formats);
        self.retype()
    }

    /// Forgets the joined tables: the type is that of a query without joins again.
    pub fn narrow(self) -> Select<M, Table<M>, O> {
        self.retype()
    }

    /// The selected columns as structs that derive `FromRow`, by the names of columns and
    /// `.label(..)`s.
    pub fn into_rows<T: FromRow>(mut self) -> Select<M, S, As<T>> {
        let whole = self
            .tree
            .whole
            .into_iter()
            .flat_map(|name| (0..).map_while(name));
        let names: Vec<&str> = whole.chain(self.tree.items.iter().map(name)).collect();
        self.places = T::positions(&names).map_err(|fault| fault.to_string());
        self.retype()
    }
}

/// The name of a selected column in the result.
fn name(item: &sql::Item) -> &str {
    match (&item.label, &item.node) {
        (Some(label), _) => label,
        (None, Node::Column { name, .. }) => name,
        (None, _) => "",
    }
}

impl<M, S, O: Output> Select<M, S, O> {
    /// The whole tree, with its select list.
    ///
    /// # Errors
    ///
    /// `Decode` when a column that is read by name is not selected.
    pub(crate) fn lower(&self) -> Result<&sql::Select> {
        match &self.places {
            Ok(_) => Ok(&self.tree),
            Err(message) => Err(Fault::decode(message).nowhere()),
        }
    }

    pub(crate) fn formats(&self) -> &[Format] {
        &self.formats
    }

    pub(crate) fn places(&self) -> &[usize] {
        self.places.as_deref().unwrap_or_default()
    }
}

impl<M: Model, O> Select<M, Table<M>, O> {
    /// The conditions of the query, for a statement that changes the rows it would answer with.
    pub(super) fn row_filter(self) -> Result<Vec<Node>> {
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
        Ok(vec![Node::InSelect {
            value: Box::new(key),
            select: Box::new(select),
            negated: false,
        }])
    }
}

impl<M, S, O> Clone for Select<M, S, O> {
    fn clone(&self) -> Self {
        Select {
            tree: self.tree.clone(),
            formats: self.formats.clone(),
            places: self.places.clone(),
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
