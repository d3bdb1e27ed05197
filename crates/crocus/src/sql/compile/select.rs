//! SELECT.

use std::borrow::Cow;

use super::connective::Connective;
use super::level::Level;
use super::writer::{Compiled, Writer};
use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::sql::node::Node;
use crate::sql::select::{Item, JoinKind, Nulls, OrderTerm, Select};
use crate::value::Constant;

/// Room for the text of most queries, so that it never moves while it grows.
const CAPACITY: usize = 512;

/// Limits up to this one are written as they are, others are bound: `first` and `one` ask for one
/// and two rows, and the planner may as well know; pages share one statement.
const LITERAL_LIMIT: u64 = 2;

/// What the select list of a SELECT is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// Its items; `1` when there are none.
    Items,
    /// `1`, where only the number of rows matters.
    One,
    /// `count(*)`.
    Count,
}

/// The rows of `select`.
///
/// # Errors
///
/// `Misuse` for a column whose table is in no scope, a table joined twice, an expression nested too
/// deep; the error of an `Invalid` node. So do all functions of this kind.
pub(crate) fn compile_select(select: &Select, dialect: Dialect) -> Result<Compiled<'_>> {
    let mut writer = Writer::new(dialect, CAPACITY);
    writer.select(select)?;
    Ok(writer.finish())
}

/// At most `most` rows of `select`.
pub(crate) fn compile_at_most(
    select: &Select,
    most: u64,
    dialect: Dialect,
) -> Result<Compiled<'_>> {
    let mut writer = Writer::new(dialect, CAPACITY);
    let limit = select.limit.map_or(most, |limit| limit.min(most));
    writer.clauses(select, List::Items, Some(limit))?;
    Ok(writer.finish())
}

/// One row with one integer: how many rows [`compile_select`] would give.
pub(crate) fn compile_count(select: &Select, dialect: Dialect) -> Result<Compiled<'_>> {
    let mut writer = Writer::new(dialect, CAPACITY);
    if is_plain(select) && select.limit.is_none() && select.offset.is_none() {
        writer.select_list(select, List::Count)?;
    } else {
        writer.text("SELECT count(*) FROM (");
        let list = if is_plain(select) {
            List::One
        } else {
            List::Items
        };
        writer.select_list(select, list)?;
        writer.text(")");
    }
    Ok(writer.finish())
}

/// One row with 1 or 0: whether [`compile_select`] would give any row.
pub(crate) fn compile_exists(select: &Select, dialect: Dialect) -> Result<Compiled<'_>> {
    let mut writer = Writer::new(dialect, CAPACITY);
    writer.text("SELECT ");
    writer.exists(select)?;
    Ok(writer.finish())
}

/// Whether each row of the joined tables that passes the filter is one row of the result.
fn is_plain(select: &Select) -> bool {
    !select.distinct
        && select.group.is_empty()
        && select.having.is_empty()
        && select
            .items
            .iter()
            .all(|item| matches!(item.node, Node::Column { .. } | Node::Columns { .. }))
}

/// Whether the columns of an outermost SELECT need no table before them: there is one table, and no
/// label that ORDER BY would take for a column of the same name.
fn is_bare(select: &Select) -> bool {
    let labelled = |item: &Item| item.label.is_some() || matches!(item.node, Node::Raw(_));
    select.joins.is_empty() && !select.items.iter().any(labelled)
}

impl<'t> Writer<'t> {
    pub(super) fn select(&mut self, select: &'t Select) -> Result<()> {
        self.select_list(select, List::Items)
    }

    pub(super) fn exists(&mut self, select: &'t Select) -> Result<()> {
        self.text("EXISTS (");
        self.select_list(
            select,
            if is_plain(select) {
                List::One
            } else {
                List::Items
            },
        )?;
        self.text(")");
        Ok(())
    }

    fn select_list(&mut self, select: &'t Select, list: List) -> Result<()> {
        self.clauses(select, list, select.limit)
    }

    fn clauses(&mut self, select: &'t Select, list: List, limit: Option<u64>) -> Result<()> {
        self.enter()?;
        let mark = self.scope.open(is_bare(select));
        self.scope.add(select.from, mark)?;
        for join in &select.joins {
            self.scope.add(join.source, mark)?;
        }
        self.text(if select.distinct {
            "SELECT DISTINCT "
        } else {
            "SELECT "
        });
        match list {
            List::Count => self.text("count(*)"),
            List::Items if !select.items.is_empty() => self.items(&select.items)?,
            List::Items => match select.whole {
                Some(name) => self.columns(select.from, name)?,
                None => self.text("1"),
            },
            List::One => self.text("1"),
        }
        self.from(select)?;
        self.filter(" WHERE ", &select.filter)?;
        if !select.group.is_empty() {
            self.text(" GROUP BY ");
            for (position, node) in select.group.iter().enumerate() {
                self.comma(position);
                self.sortable(node)?;
            }
        }
        self.filter(" HAVING ", &select.having)?;
        // The order changes no number of rows.
        if list == List::Items {
            self.order(&select.order)?;
        }
        self.page(limit, select.offset);
        self.scope.close(mark);
        self.leave();
        Ok(())
    }

    /// Expressions with their labels, as in a select list or RETURNING.
    pub(super) fn items(&mut self, items: &'t [Item]) -> Result<()> {
        for (position, item) in items.iter().enumerate() {
            self.comma(position);
            self.node(&item.node, Level::Free)?;
            if let Some(label) = &item.label {
                self.text(" AS ");
                self.ident(label);
            }
        }
        Ok(())
    }

    /// Writes `keyword` and the conditions, joined by AND; nothing when there are none.
    pub(super) fn filter(&mut self, keyword: &str, terms: &'t [Node]) -> Result<()> {
        if terms.is_empty() {
            return Ok(());
        }
        self.text(keyword);
        self.connective(Connective::And, terms, Level::Free)
    }

    fn from(&mut self, select: &'t Select) -> Result<()> {
        self.text(" FROM ");
        self.scope.declare(select.from, &mut self.sql);
        for join in &select.joins {
            self.text(match join.kind {
                JoinKind::Inner => " JOIN ",
                JoinKind::Left => " LEFT JOIN ",
                JoinKind::Cross => " CROSS JOIN ",
            });
            self.scope.declare(join.source, &mut self.sql);
            if let Some(on) = &join.on {
                self.text(" ON ");
                self.node(on, Level::Free)?;
            }
        }
        Ok(())
    }

    fn order(&mut self, terms: &'t [OrderTerm]) -> Result<()> {
        for (position, term) in terms.iter().enumerate() {
            self.text(if position == 0 { " ORDER BY " } else { ", " });
            self.sortable(&term.node)?;
            self.text(if term.descending { " DESC" } else { "" });
            self.text(match term.nulls {
                None => "",
                Some(Nulls::First) => " NULLS FIRST",
                Some(Nulls::Last) => " NULLS LAST",
            });
        }
        Ok(())
    }

    /// Writes a term of GROUP BY or ORDER BY.
    fn sortable(&mut self, node: &'t Node) -> Result<()> {
        let start = self.sql.len();
        self.node(node, Level::Free)?;
        // A number alone would be the position of a column; conditions become one when empty.
        if matches!(node, Node::All(_) | Node::Any(_) | Node::In { .. })
            && matches!(self.sql.get(start..), Some("0" | "1"))
        {
            self.text(" = 1");
        }
        Ok(())
    }

    fn page(&mut self, limit: Option<u64>, offset: Option<u64>) {
        match limit {
            Some(rows) => {
                self.text(" LIMIT ");
                self.limit(rows);
            }
            // SQLite knows no OFFSET without LIMIT; a negative one is none.
            None if offset.is_some() => self.text(" LIMIT -1"),
            None => {}
        }
        if let Some(rows) = offset {
            self.text(" OFFSET ");
            self.bind(Cow::Owned(number_of_rows(rows)));
        }
    }

    fn limit(&mut self, rows: u64) {
        match (bound_limit(rows), rows) {
            (Some(rows), _) => self.bind(Cow::Owned(rows)),
            (None, 0) => self.text("0"),
            (None, 1) => self.text("1"),
            (None, _) => self.text("2"),
        }
    }
}

/// A limit as it is bound, unless it is written as it is.
pub(in crate::sql) fn bound_limit(rows: u64) -> Option<Constant> {
    (rows > LITERAL_LIMIT).then(|| number_of_rows(rows))
}

/// No table has more rows than the greatest integer.
pub(in crate::sql) fn number_of_rows(rows: u64) -> Constant {
    i64::try_from(rows).unwrap_or(i64::MAX).into()
}
