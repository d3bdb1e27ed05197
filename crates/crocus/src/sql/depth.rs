//! How deep a tree is, so that none is ever built that would overflow the stack.

use std::sync::Arc;

use super::node::Node;
use super::select::Select;
use crate::error::ErrorKind;

/// How deep expressions and subqueries may be nested.
///
/// SQLite refuses expressions deeper than 1000 levels; ending here keeps the recursion over the
/// tree (to compile, clone and drop it), and SQLite's own, within a small thread's stack.
pub(super) const MAX_DEPTH: u32 = 900;

/// What is said of a tree that is deeper.
pub(super) fn too_deep() -> String {
    format!(
        "an expression is nested more than {MAX_DEPTH} levels deep; \
         build long conditions with `all` and `any`"
    )
}

impl Node {
    /// The node, or an invalid one where it is nested too deep; `above` levels are added to it later.
    #[inline]
    pub(crate) fn shallow(self, above: u32) -> Node {
        if self.is_flat() || self.fits(MAX_DEPTH.saturating_sub(above)) {
            return self;
        }
        Node::Invalid {
            kind: ErrorKind::Misuse,
            message: Arc::from(too_deep()),
        }
    }

    /// Whether it is what most conditions are: a column compared with a value or with another column.
    #[inline]
    fn is_flat(&self) -> bool {
        matches!(self, Node::ColumnValue { .. } | Node::TwoColumns(..))
    }

    /// Whether it is at most so many levels deep; looks no deeper than that.
    fn fits(&self, levels: u32) -> bool {
        let left = match (self, levels.checked_sub(1)) {
            (
                Node::Column { .. }
                | Node::Columns { .. }
                | Node::Value(_)
                | Node::ColumnValue { .. }
                | Node::TwoColumns(..)
                | Node::Invalid { .. }
                | Node::CountAll
                | Node::Raw(_),
                _,
            ) => return true,
            (_, None) => return false,
            (_, Some(left)) => left,
        };
        let all = |nodes: &[Node]| nodes.iter().all(|node| node.fits(left));
        match self {
            Node::Binary(_, sides) => sides.0.fits(left) && sides.1.fits(left),
            Node::Unary(_, node) | Node::Cast(node, _) | Node::Collate(node, _) => node.fits(left),
            Node::All(nodes) | Node::Any(nodes) | Node::Call { args: nodes, .. } => all(nodes),
            Node::Between(nodes) => nodes.0.fits(left) && nodes.1.fits(left) && nodes.2.fits(left),
            Node::In { value, list, .. } => value.fits(left) && all(list),
            Node::InSelect { value, select, .. } => value.fits(left) && select.fits(left),
            Node::Pattern { value, pattern, .. } => value.fits(left) && pattern.fits(left),
            Node::Exists(select) | Node::Scalar(select) => select.fits(left),
            Node::Case { arms, otherwise } => {
                arms.iter().all(|arm| arm.0.fits(left) && arm.1.fits(left))
                    && otherwise.iter().all(|node| node.fits(left))
            }
            Node::Column { .. }
            | Node::Columns { .. }
            | Node::Value(_)
            | Node::ColumnValue { .. }
            | Node::TwoColumns(..)
            | Node::Invalid { .. }
            | Node::CountAll
            | Node::Raw(_) => true,
        }
    }
}

impl Select {
    fn fits(&self, levels: u32) -> bool {
        let Some(left) = levels.checked_sub(1) else {
            return false;
        };
        let items = self.items.iter().map(|item| &item.node);
        let joins = self.joins.iter().filter_map(|join| join.on.as_ref());
        let order = self.order.iter().map(|term| &term.node);
        let lists = [&*self.filter, &*self.group, &*self.having];
        let mut nodes = items
            .chain(joins)
            .chain(order)
            .chain(lists.into_iter().flatten());
        nodes.all(|node| node.fits(left))
    }
}
