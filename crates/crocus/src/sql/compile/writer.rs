//! The buffer that a statement is written into, and the values it binds.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::level::Level;
use super::scope::Scope;
use crate::error::{Error, Result};
use crate::sql::depth::{MAX_DEPTH, too_deep};
use crate::sql::dialect::Dialect;
use crate::sql::ident::quote;
use crate::sql::node::Node;
use crate::value::Constant;

/// The values of a statement's parameters: those of the tree stay where they are.
pub(crate) type Params<'t> = SmallVec<[Cow<'t, Constant>; 6]>;

/// The values of a statement's parameters where they are.
pub(crate) type Values<'t> = SmallVec<[&'t Constant; 8]>;

/// SQL text and the values of its parameters, in the order of the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compiled<'t, Text = String> {
    /// The statement; every parameter is a plain `?`.
    pub(crate) sql: Text,
    /// The values to bind; a pending key stands here as it is.
    pub(crate) params: Params<'t>,
}

impl<Text> Compiled<'_, Text> {
    /// The values, to be bound.
    pub(crate) fn values(&self) -> Values<'_> {
        lent(&self.params)
    }
}

/// Values where they are.
pub(crate) fn lent<'v>(values: &'v [Cow<'_, Constant>]) -> Values<'v> {
    values.iter().map(AsRef::as_ref).collect()
}

/// Writes one statement.
#[derive(Debug)]
pub(super) struct Writer<'t> {
    pub(super) sql: String,
    pub(super) params: Params<'t>,
    pub(super) scope: Scope,
    pub(super) dialect: Dialect,
    depth: u32,
}

impl<'t> Writer<'t> {
    pub(super) fn new(dialect: Dialect, capacity: usize) -> Self {
        Writer {
            sql: String::with_capacity(capacity),
            params: Params::new(),
            scope: Scope::default(),
            dialect,
            depth: 0,
        }
    }

    pub(super) fn finish(self) -> Compiled<'t> {
        Compiled {
            sql: self.sql,
            params: self.params,
        }
    }

    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    #[inline]
    pub(super) fn ident(&mut self, name: &str) {
        quote(name, &mut self.sql);
    }

    #[inline]
    pub(super) fn bind(&mut self, value: Cow<'t, Constant>) {
        self.sql.push('?');
        self.params.push(value);
    }

    /// Writes `, ` before every item but the first.
    #[inline]
    pub(super) fn comma(&mut self, position: usize) {
        if position > 0 {
            self.sql.push_str(", ");
        }
    }

    /// A condition that always, or never, holds.
    pub(super) fn constant(&mut self, holds: bool) {
        match self.dialect {
            // Not TRUE and FALSE: to SQLite those are columns first, where a table has such ones.
            Dialect::Sqlite => self.sql.push(if holds { '1' } else { '0' }),
        }
    }

    /// Quoted names in parentheses.
    pub(super) fn names(&mut self, names: &[&str]) {
        self.sql.push('(');
        for (position, name) in names.iter().enumerate() {
            self.comma(position);
            self.ident(name);
        }
        self.sql.push(')');
    }

    /// Expressions with commas between them.
    pub(super) fn nodes(&mut self, nodes: &'t [Node]) -> Result<()> {
        for (position, node) in nodes.iter().enumerate() {
            self.comma(position);
            self.node(node, Level::Free)?;
        }
        Ok(())
    }

    /// Goes one level down; [`leave`](Writer::leave) comes back.
    #[inline]
    pub(super) fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            Err(Error::misuse(too_deep()))
        } else {
            Ok(())
        }
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }
}
