//! SELECT as a tree.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use super::few::{Few, Light};
use super::node::Node;
use super::table_ref::TableRef;

/// One SELECT.
///
/// It is built by value, step by step: what most queries do without is kept apart, so that it stays
/// small. A [`Select`] is read and written as its clauses.
#[derive(Debug, Clone)]
pub struct Select {
    /// The first table.
    pub from: &'static TableRef,
    /// The columns of the first table, by position, where whole rows of it are selected.
    pub whole: Option<fn(usize) -> Option<&'static str>>,
    /// WHERE, joined by AND.
    pub filter: Few<Node>,
    clauses: Option<Box<Clauses>>,
}

/// The clauses of a SELECT beyond its first table and WHERE.
#[derive(Debug, Clone)]
pub struct Clauses {
    /// The select list, in order; when it is empty, the columns of `whole`.
    pub items: Vec<Item>,
    /// SELECT DISTINCT.
    pub distinct: bool,
    /// The tables joined to it, in order.
    pub joins: Few<Join>,
    /// GROUP BY.
    pub group: Vec<Node>,
    /// HAVING, joined by AND.
    pub having: Vec<Node>,
    /// ORDER BY.
    pub order: Few<OrderTerm>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Skip so many rows first.
    pub offset: Option<u64>,
}

static NONE: Clauses = Clauses::new();

impl Clauses {
    const fn new() -> Self {
        Clauses {
            items: Vec::new(),
            distinct: false,
            joins: Few::NONE,
            group: Vec::new(),
            having: Vec::new(),
            order: Few::NONE,
            limit: None,
            offset: None,
        }
    }
}

impl Select {
    /// The rows of a table that meet the conditions, with an empty select list.
    #[inline]
    pub(crate) fn rows(
        from: &'static TableRef,
        whole: Option<fn(usize) -> Option<&'static str>>,
        filter: Few<Node>,
    ) -> Self {
        Select {
            from,
            whole,
            filter,
            clauses: None,
        }
    }

    /// All rows of a table, with an empty select list.
    pub(crate) fn new(from: &'static TableRef) -> Self {
        Select::rows(from, None, Few::NONE)
    }

    /// Whether there is nothing beyond the first table and WHERE.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.clauses.is_none()
    }
}

impl Deref for Select {
    type Target = Clauses;

    #[inline]
    fn deref(&self) -> &Clauses {
        self.clauses.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Select {
    fn deref_mut(&mut self) -> &mut Clauses {
        self.clauses.get_or_insert_with(|| Box::new(Clauses::new()))
    }
}

/// One item of a select list.
#[derive(Debug, Clone)]
pub struct Item {
    /// What is selected.
    pub node: Node,
    /// `AS label`.
    pub label: Option<Cow<'static, str>>,
}

impl Item {
    /// The names that its columns have in the result; none for an expression without a label.
    pub(crate) fn names(&self) -> impl Iterator<Item = Option<&str>> {
        let (one, all) = match (&self.label, &self.node) {
            (Some(label), _) => (Some(Some(&**label)), None),
            (None, Node::Column { name, .. }) => (Some(Some(*name)), None),
            (None, Node::Columns { name, .. }) => (None, Some(*name)),
            (None, _) => (Some(None), None),
        };
        let all = all.into_iter().flat_map(|name| (0..).map_while(name));
        one.into_iter().chain(all.map(Some))
    }
}

/// One joined table.
#[derive(Debug, Clone)]
pub struct Join {
    /// Inner or left.
    pub kind: JoinKind,
    /// The table or alias.
    pub source: &'static TableRef,
    /// ON; absent for a cross join.
    pub on: Option<Node>,
}

impl Light for Join {
    #[inline]
    fn owns_nothing(&self) -> bool {
        self.on.as_ref().is_none_or(Node::owns_nothing)
    }
}

/// Kinds of joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    /// Rows that have a partner.
    Inner,
    /// All rows of the left side; NULLs where there is no partner.
    Left,
    /// Every row with every row.
    Cross,
}

/// One term of ORDER BY.
#[derive(Debug, Clone)]
pub struct OrderTerm {
    /// What is ordered by.
    pub node: Node,
    /// Greatest first.
    pub descending: bool,
    /// Where NULLs stand; SQLite takes NULL as the smallest value.
    pub nulls: Option<Nulls>,
}

impl Light for OrderTerm {
    #[inline]
    fn owns_nothing(&self) -> bool {
        matches!(self.node, Node::Column { .. })
    }
}

/// Where NULLs stand in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
