//! How a compiled query meets the database: flush, keys for tickets, a connection, rows.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::arenas::Arenas;
use super::session::Session;
use crate::error::{Error, Result};
use crate::sql::{self, Compiled, Dialect, Item, Node, Values, compile_select};
use crate::value::{Constant, Fault, Row, Ticket, Value};

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
        reader.texts()?.select(select, most, |sql, values| {
            let query = |values: &[&Constant]| reader.query(sql, values, each);
            self.with_keys(values, query)
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
        values: &[&Constant],
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let result = self
            .reader()
            .and_then(|reader| reader.query(sql, values, each));
        self.checked(result)
    }

    /// Replaces tickets by the keys of their entities.
    pub(super) fn resolve_params(&self, params: &mut [Cow<'_, Constant>]) -> Result<()> {
        for param in params {
            if let Constant::Value(Value::Pending(ticket)) = &**param {
                *param = Cow::Owned(key_of(&self.arenas, self.id, *ticket)?.into());
            }
        }
        Ok(())
    }

    /// Runs `body` with these values; the keys of entities stand in for their tickets.
    #[inline]
    pub(super) fn with_keys<T>(
        &self,
        values: &[&Constant],
        body: impl FnOnce(&[&Constant]) -> Result<T>,
    ) -> Result<T> {
        match keys_instead(&self.arenas, self.id, values)? {
            None => body(values),
            Some(keys) => body(&keys.iter().collect::<Values<'_>>()),
        }
    }
}

/// The same values with keys for tickets, where there are any.
#[inline]
pub(super) fn keys_instead(
    arenas: &Arenas,
    id: u32,
    values: &[&Constant],
) -> Result<Option<Vec<Constant>>> {
    if values.iter().any(|value| value.is_pending()) {
        return keys_for(arenas, id, values).map(Some);
    }
    Ok(None)
}

#[cold]
fn keys_for(arenas: &Arenas, id: u32, values: &[&Constant]) -> Result<Vec<Constant>> {
    let key = |value: &&Constant| match value {
        Constant::Value(Value::Pending(ticket)) => key_of(arenas, id, *ticket).map(Constant::from),
        value => Ok((*value).clone()),
    };
    values.iter().map(key).collect()
}

/// The key of the entity that a ticket stands for.
pub(super) fn key_of(arenas: &Arenas, id: u32, ticket: Ticket) -> Result<Value> {
    let arena = arenas
        .of_entity(id, ticket)
        .ok_or_else(|| Error::misuse("the entity belongs to another session"))?;
    match arena.key_value(ticket.index, ticket.generation)? {
        Some(key) => Ok(key),
        None => Err(Error::misuse(format!(
            "an entity of `{}` has no key yet, or is no longer watched: flush it before it is \
             compared with",
            arena.table().name()
        ))),
    }
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
