//! `IN` over a list of any length.

use std::borrow::Cow;

use super::json::{array, holds};
use super::level::Level;
use super::writer::Writer;
use crate::error::Result;
use crate::sql::literal::literal;
use crate::sql::node::Node;

/// Lists up to this length become single parameters.
const PARAMETERS: usize = 32;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One parameter for each value; the last one repeated up to the next power of two, so that
    /// lists of 17 to 32 values share one statement. A value that stands twice changes no answer.
    Parameters,
    /// One parameter that holds all values as a JSON array: one statement for every length, and no
    /// limit of parameters.
    Json,
    /// Each value as a literal: JSON holds neither bytes nor a NUL character.
    Literals,
    /// Expressions, as they are.
    Nodes,
}

impl Shape {
    fn of(list: &[Node]) -> Self {
        let mut json = true;
        for node in list {
            match node {
                Node::Value(value) => json &= holds(value),
                _ => return Shape::Nodes,
            }
        }
        match list.len() <= PARAMETERS {
            true => Shape::Parameters,
            false if json => Shape::Json,
            false => Shape::Literals,
        }
    }
}

impl<'t> Writer<'t> {
    /// Writes `value IN (list)`; nothing is in an empty list, not even NULL.
    pub(super) fn in_list(
        &mut self,
        value: &'t Node,
        list: &'t [Node],
        negated: bool,
    ) -> Result<()> {
        if list.is_empty() {
            return self.in_nothing(value, negated);
        }
        self.node(value, Level::Add)?;
        self.text(if negated { " NOT IN (" } else { " IN (" });
        match Shape::of(list) {
            Shape::Parameters => self.padded(list)?,
            Shape::Json => {
                // The plus makes an expression of the column: as a column without a type it would
                // keep a TEXT column from being compared as text with numbers in the list.
                self.text("SELECT +value FROM json_each(");
                self.bind(Cow::Owned(array(list).into()));
                self.text(")");
            }
            Shape::Literals => self.literals(list)?,
            Shape::Nodes => self.nodes(list)?,
        }
        self.text(")");
        Ok(())
    }

    /// Writes the constant, after `value` was written and taken back: what is wrong with it is an
    /// error whatever the length of the list.
    fn in_nothing(&mut self, value: &'t Node, negated: bool) -> Result<()> {
        let (text, params) = (self.sql.len(), self.params.len());
        self.node(value, Level::Add)?;
        self.sql.truncate(text);
        self.params.truncate(params);
        self.constant(negated);
        Ok(())
    }

    fn padded(&mut self, list: &'t [Node]) -> Result<()> {
        self.nodes(list)?;
        if let Some(last) = list.last() {
            for _ in list.len()..list.len().next_power_of_two() {
                self.text(", ");
                self.node(last, Level::Free)?;
            }
        }
        Ok(())
    }

    fn literals(&mut self, list: &'t [Node]) -> Result<()> {
        for (position, node) in list.iter().enumerate() {
            self.comma(position);
            match node {
                Node::Value(value) if !value.is_pending() => {
                    literal(&value.to_value(), &mut self.sql);
                }
                _ => self.node(node, Level::Free)?,
            }
        }
        Ok(())
    }
}
