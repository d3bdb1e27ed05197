//! SELECT as a tree.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::node::Node;
use super::table_ref::TableRef;

/// What is joined by AND; mostly one condition, which then needs no room of its own.
pub(crate) type Conditions = SmallVec<[Node; 1]>;

/// One SELECT.
#[derive(Debug, Clone)]
pub struct Select {
    /// The select list, in order; when it is empty, the columns of `whole`.
    pub items: Vec<Item>,
    /// The columns of the first table, by position, where whole rows of it are selected.
    pub whole: Option<fn(usize) -> Option<&'static str>>,
    /// SELECT DISTINCT.
    pub distinct: bool,
    /// The first table.
    pub from: &'static TableRef,
    /// The tables joined to it, in order.
    pub joins: Vec<Join>,
    /// WHERE, joined by AND.
    pub filter: Conditions,
    /// GROUP BY.
    pub group: Vec<Node>,
    /// HAVING, joined by AND.
    pub having: Vec<Node>,
    /// ORDER BY.
    pub order: Vec<OrderTerm>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Skip so many rows first.
    pub offset: Option<u64>,
}

impl Select {
    /// All rows of `from`, with an empty select list.
    pub(crate) fn new(from: &'static TableRef) -> Self {
        Select {
            items: Vec::new(),
            whole: None,
            distinct: false,
            from,
            joins: Vec::new(),
            filter: Conditions::new(),
            group: Vec::new(),
            having: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
        }
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

/// Where NULLs stand in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
