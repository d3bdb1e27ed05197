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
        let left = levels.checked_sub(1);
        let fits = |node: &Node| left.is_some_and(|left| node.fits(left));
        let select_fits = |select: &Select| left.is_some_and(|left| select.fits(left));
        match self {
            Node::Binary(_, sides) => fits(&sides.0) && fits(&sides.1),
            Node::Unary(_, node) | Node::Cast(node, _) | Node::Collate(node, _) => fits(node),
            Node::All(nodes) | Node::Any(nodes) | Node::Call { args: nodes, .. } => {
                nodes.iter().all(fits)
            }
            Node::Between(nodes) => fits(&nodes.0) && fits(&nodes.1) && fits(&nodes.2),
            Node::In { value, list, .. } => fits(value) && list.iter().all(fits),
            Node::InSelect { value, select, .. } => fits(value) && select_fits(select),
            Node::Pattern { value, pattern, .. } => fits(value) && fits(pattern),
            Node::Exists(select) | Node::Scalar(select) => select_fits(select),
            Node::Case { arms, otherwise } => {
                arms.iter().all(|arm| fits(&arm.0) && fits(&arm.1))
                    && otherwise.iter().all(|node| fits(node))
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
