//! How a compiled query meets the database: flush, keys for tickets, a connection, rows.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::any_arena::AnyArena;
use super::session::Session;
use crate::error::{Error, Result};
use crate::sql::{self, Compiled, Dialect, Item, Node, compile_select};
use crate::value::{Fault, Row, Value};

impl Session {
    /// Runs a SELECT and hands each row to `each`.
    #[track_caller]
    pub(super) fn select(
        &mut self,
        select: &sql::Select,
        most: Option<u64>,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        self.autoflush()?;
        let result = self.read_rows(select, most, each);
        self.checked(result)
    }

    fn read_rows(
        &self,
        select: &sql::Select,
        most: Option<u64>,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let reader = self.reader()?;
        reader.texts()?.select(select, most, |sql, params| {
            self.resolve_params(params)?;
            reader.query(sql, params, each)
        })
    }

    /// The text of a SELECT that is looked at or prepared elsewhere; the keys of entities stand in for
    /// their tickets.
    pub(super) fn compile<'t>(&self, select: &'t sql::Select) -> Result<Compiled<'t>> {
        let mut compiled = compile_select(select, Dialect::Sqlite)?;
        self.resolve_params(&mut compiled.params)?;
        Ok(compiled)
    }

    /// Runs SQL that reads.
    pub(super) fn query(
        &mut self,
        sql: &str,
        params: &[Cow<'_, Value>],
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let result = self
            .reader()
            .and_then(|reader| reader.query(sql, params, each));
        self.checked(result)
    }

    /// Replaces tickets by the keys of their entities.
    pub(super) fn resolve_params(&self, params: &mut [Cow<'_, Value>]) -> Result<()> {
        Self::resolve_among(&self.arenas, self.id, params)
    }

    /// The same with the fields, so that a connection may be borrowed meanwhile.
    #[inline]
    pub(super) fn resolve_among(
        arenas: &[Option<Box<dyn AnyArena>>],
        id: u32,
        params: &mut [Cow<'_, Value>],
    ) -> Result<()> {
        let is_ticket = |param: &Cow<'_, Value>| matches!(**param, Value::Pending(_));
        if params.iter().any(is_ticket) {
            return resolve_tickets(arenas, id, params);
        }
        Ok(())
    }
}

#[cold]
fn resolve_tickets(
    arenas: &[Option<Box<dyn AnyArena>>],
    id: u32,
    params: &mut [Cow<'_, Value>],
) -> Result<()> {
    for param in params {
        let Value::Pending(ticket) = param.as_ref() else {
            continue;
        };
        let arena = match arenas.get(ticket.model as usize) {
            Some(Some(arena)) if ticket.session == id => arena,
            _ => return Err(Error::misuse("the entity belongs to another session")),
        };
        match arena.key_value(ticket.index, ticket.generation)? {
            Some(key) => *param = Cow::Owned(key),
            None => {
                return Err(Error::misuse(format!(
                    "an entity of `{}` has no key yet, or is no longer watched: flush it before it \
                     is compared with",
                    arena.table().name()
                )));
            }
        }
    }
    Ok(())
}

/// The error of a fault in a row of `select`, naming the column it came from.
#[cold]
pub(super) fn in_item(select: &sql::Select, fault: Fault) -> Error {
    let Some(column) = fault.column() else {
        return fault.nowhere();
    };
    if let (true, Some(name)) = (select.items.is_empty(), select.whole) {
        return match name(column) {
            Some(name) => fault.at(&format!("{}.{name}", select.from.table)),
            None => fault.nowhere(),
        };
    }
    let columns = select.items.iter();
    let mut columns = columns.flat_map(|item| item.names().map(move |name| (item, name)));
    match columns.nth(column) {
        Some((Item { node, label: None }, name)) => match (node, name) {
            (Node::Column { source, .. } | Node::Columns { source, .. }, Some(name)) => {
                fault.at(&format!("{}.{name}", source.table))
            }
            (Node::Call { name, .. }, _) => fault.at(&format!("{name}(..)")),
            _ => fault.nowhere(),
        },
        Some((_, Some(label))) => fault.at(label),
        Some((_, None)) | None => fault.nowhere(),
    }
}
