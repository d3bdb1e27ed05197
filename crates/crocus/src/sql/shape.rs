//! What a statement looks like but for its values: trees of one shape have one text.

use std::borrow::Cow;

use super::compile::{Values, bound_limit, number_of_rows};
use super::node::Node;
use super::select::{Clauses, Item, Nulls, OrderTerm, Select};
use super::table_ref::TableRef;
use super::write::{Delete, Update};
use crate::value::Constant;

/// Deeper trees are compiled each time they run, as are those with more words than [`MOST`].
const DEEPEST: usize = 16;

/// How many words a shape may have.
const MOST: usize = 192;

/// What a tree looks like, as words that no tree of another text has.
///
/// A word is a kind, a number of parts or the address of something that lives as long as the program:
/// two texts at one address are the same text. What holds text of its own has no shape, and neither
/// has a subquery or a list, whose text depends on more than what is said here.
#[derive(Debug)]
pub(super) struct Shape {
    room: Box<[usize; MOST]>,
    /// As many words as there are; more than there is room for where it is no shape.
    length: usize,
}

/// LIMIT and OFFSET of a SELECT, with their values as they are bound.
pub(super) struct Page {
    limit: Option<u64>,
    bound: Option<Constant>,
    offset: Option<Constant>,
}

impl Page {
    /// The page that the SELECT asks for, of at most so many rows.
    pub(super) fn of(select: &Select, most: Option<u64>) -> Self {
        let limit = match (select.limit, most) {
            (Some(limit), Some(most)) => Some(limit.min(most)),
            (limit, most) => limit.or(most),
        };
        Page {
            limit,
            bound: limit.and_then(bound_limit),
            offset: select.offset.map(number_of_rows),
        }
    }
}

impl Default for Shape {
    fn default() -> Self {
        Shape {
            room: Box::new([0; MOST]),
            length: 0,
        }
    }
}

impl Shape {
    /// Becomes the shape of these rows of a SELECT, and takes its values in the order of the text;
    /// whether it has a shape.
    pub(super) fn of_select<'t>(
        &mut self,
        select: &'t Select,
        page: &'t Page,
        params: &mut Values<'t>,
    ) -> bool {
        self.read(params, |reading| reading.select(select, page))
    }

    /// The same of an UPDATE.
    pub(super) fn of_update<'t>(&mut self, update: &'t Update, params: &mut Values<'t>) -> bool {
        self.read(params, |reading| {
            reading.words([UPDATE, table(update.table), update.set.len()]);
            for (column, node) in &update.set {
                reading.name(column);
                reading.node(node)?;
            }
            reading.nodes(&update.filter)?;
            reading.items(update.returned())
        })
    }

    /// The same of a DELETE.
    pub(super) fn of_delete<'t>(
        &mut self,
        delete: &'t Delete<'_>,
        params: &mut Values<'t>,
    ) -> bool {
        self.read(params, |reading| {
            reading.words([DELETE, table(delete.table)]);
            reading.nodes(delete.filter)?;
            reading.items(delete.returning)
        })
    }

    pub(super) fn words(&self) -> &[usize] {
        self.room.get(..self.length).unwrap_or_default()
    }

    /// What a map may look it up by.
    pub(super) fn hash(&self) -> u64 {
        let mix = |hash: u64, word: &usize| hash.rotate_left(7) ^ *word as u64;
        self.words().iter().fold(0, mix)
    }

    #[inline]
    fn read<'t>(
        &mut self,
        params: &mut Values<'t>,
        tree: impl FnOnce(&mut Reading<'_, 't>) -> Read,
    ) -> bool {
        self.length = 0;
        let mut reading = Reading {
            shape: self,
            params,
            depth: 0,
        };
        tree(&mut reading).is_ok() && self.length <= MOST
    }
}

/// Reads a tree: its shape, and its values in the order of the text.
struct Reading<'w, 't> {
    shape: &'w mut Shape,
    params: &'w mut Values<'t>,
    depth: usize,
}

/// There is no shape.
struct Without;

type Read = Result<(), Without>;

// Kinds of statements, and of nodes.
const SELECT: usize = 0;
const UPDATE: usize = 1;
const DELETE: usize = 2;
const PLAIN_SELECT: usize = 3;
const COLUMN: usize = 0;
const VALUE: usize = 1;
const COUNT_ALL: usize = 2;
const BINARY: usize = 3;
const UNARY: usize = 4;
const ALL: usize = 5;
const ANY: usize = 6;
const BETWEEN: usize = 7;
const CALL: usize = 8;
const CAST: usize = 9;
const PATTERN: usize = 10;
const COLUMN_VALUE: usize = 11;
const COLUMNS: usize = 12;
const TWO_COLUMNS: usize = 13;

fn table(table: &'static TableRef) -> usize {
    std::ptr::from_ref(table).addr()
}

impl<'t> Reading<'_, 't> {
    #[inline]
    fn words<const N: usize>(&mut self, words: [usize; N]) {
        let start = self.shape.length;
        self.shape.length += N;
        if let Some(room) = self.shape.room.get_mut(start..start + N) {
            room.copy_from_slice(&words);
        }
    }

    #[inline]
    fn name(&mut self, name: &'static str) {
        self.words([name.as_ptr().addr(), name.len()]);
    }

    fn label(&mut self, label: Option<&Cow<'static, str>>) -> Read {
        match label {
            None => self.words([0]),
            Some(Cow::Borrowed(label)) => {
                self.words([1]);
                self.name(label);
            }
            Some(Cow::Owned(_)) => return Err(Without),
        }
        Ok(())
    }

    fn select(&mut self, select: &'t Select, page: &'t Page) -> Read {
        let whole = select.whole.map_or(0, |names| names as usize);
        if select.is_plain() {
            self.words([PLAIN_SELECT, table(select.from), whole]);
            self.nodes(&select.filter)?;
            self.limit(page);
            return Ok(());
        }
        let clauses: &Clauses = select;
        let distinct = usize::from(clauses.distinct);
        self.words([SELECT, distinct, table(select.from), whole]);
        self.items(&clauses.items)?;
        self.words([clauses.joins.len()]);
        for join in &clauses.joins {
            self.words([join.kind as usize, table(join.source)]);
            self.nodes(join.on.as_slice())?;
        }
        self.nodes(&select.filter)?;
        self.nodes(&clauses.group)?;
        self.nodes(&clauses.having)?;
        self.words([clauses.order.len()]);
        for term in &clauses.order {
            self.order(term)?;
        }
        self.limit(page);
        self.words([usize::from(page.offset.is_some())]);
        if let Some(offset) = &page.offset {
            self.params.push(offset);
        }
        Ok(())
    }

    fn order(&mut self, term: &'t OrderTerm) -> Read {
        let nulls = match term.nulls {
            None => 0,
            Some(Nulls::First) => 1,
            Some(Nulls::Last) => 2,
        };
        self.words([usize::from(term.descending), nulls]);
        self.node(&term.node)
    }

    #[inline]
    fn limit(&mut self, page: &'t Page) {
        let literal = match (page.limit, &page.bound) {
            (None, _) => 0,
            (Some(_), Some(_)) => 1,
            (Some(rows), None) => 2 + usize::from(rows > 0) + usize::from(rows > 1),
        };
        self.words([literal]);
        if let Some(bound) = &page.bound {
            self.params.push(bound);
        }
    }

    fn items(&mut self, items: &'t [Item]) -> Read {
        self.words([items.len()]);
        for item in items {
            self.label(item.label.as_ref())?;
            self.node(&item.node)?;
        }
        Ok(())
    }

    fn nodes(&mut self, nodes: &'t [Node]) -> Read {
        self.words([nodes.len()]);
        nodes.iter().try_for_each(|node| self.node(node))
    }

    #[inline]
    fn node(&mut self, node: &'t Node) -> Read {
        match node {
            Node::Column { source, name } => {
                let kind = COLUMN | name.len() << 16;
                self.words([kind, table(source), name.as_ptr().addr()]);
                Ok(())
            }
            Node::Columns { source, name } => {
                self.words([COLUMNS, table(source), *name as usize]);
                Ok(())
            }
            Node::Value(value) => {
                self.words([VALUE]);
                self.params.push(value);
                Ok(())
            }
            Node::ColumnValue {
                operator,
                source,
                name,
                value,
            } => {
                let kind = COLUMN_VALUE | (*operator as usize) << 8 | name.len() << 16;
                self.words([kind, table(source), name.as_ptr().addr()]);
                self.params.push(value);
                Ok(())
            }
            Node::TwoColumns(operator, left, right) => {
                self.words([TWO_COLUMNS | (*operator as usize) << 8]);
                for (source, name) in [left, right] {
                    self.words([table(source)]);
                    self.name(name);
                }
                Ok(())
            }
            _ => self.operation(node),
        }
    }

    fn operation(&mut self, node: &'t Node) -> Read {
        if self.depth >= DEEPEST || self.shape.length > MOST {
            return Err(Without);
        }
        self.depth += 1;
        let read = self.parts(node);
        self.depth -= 1;
        read
    }

    #[inline]
    fn parts(&mut self, node: &'t Node) -> Read {
        match node {
            Node::CountAll => {
                self.words([COUNT_ALL]);
                Ok(())
            }
            Node::Binary(operator, operands) => {
                self.words([BINARY, *operator as usize]);
                self.node(&operands.0)?;
                self.node(&operands.1)
            }
            Node::Unary(operator, operand) => {
                self.words([UNARY, *operator as usize]);
                self.node(operand)
            }
            Node::All(nodes) => {
                self.words([ALL]);
                self.nodes(nodes)
            }
            Node::Any(nodes) => {
                self.words([ANY]);
                self.nodes(nodes)
            }
            Node::Between(operands) => {
                self.words([BETWEEN]);
                self.node(&operands.0)?;
                self.node(&operands.1)?;
                self.node(&operands.2)
            }
            Node::Call {
                name: Cow::Borrowed(name),
                distinct,
                args,
            } => {
                self.words([CALL, usize::from(*distinct)]);
                self.name(name);
                self.nodes(args)
            }
            Node::Cast(operand, class) => {
                self.words([CAST]);
                self.name(class);
                self.node(operand)
            }
            Node::Pattern {
                kind,
                value,
                pattern,
                escape,
                negated,
            } => {
                let escape = escape.map_or(0, |escape| 1 + escape as usize);
                self.words([PATTERN, *kind as usize, escape, usize::from(*negated)]);
                self.node(value)?;
                self.node(pattern)
            }
            _ => Err(Without),
        }
    }
}
