//! Cascades through rows that nobody watches: which of them have gone, the database knows.

use std::ops::ControlFlow;

use rustc_hash::FxHashSet;

use super::arenas::Arenas;
use super::plan::Address;
use crate::engine::Lease;
use crate::error::Result;
use crate::schema::{Action, MOST_HOPS, TableDef};
use crate::sql::{self, Dialect, Item, Node, compile_select};
use crate::value::{Fault, Target, Value};

/// What a deletion may have taken with it behind the session's back.
#[derive(Default)]
pub(super) struct Unwatched {
    /// Tables of which rows have gone.
    tables: Vec<&'static TableDef>,
    /// References of watched rows that have been looked at, by model and column.
    asked: Vec<(u32, usize)>,
}

impl Unwatched {
    /// Rows of the table have gone.
    pub(super) fn note(&mut self, table: &'static TableDef) {
        if !self.tables.iter().any(|known| std::ptr::eq(*known, table)) {
            self.tables.push(table);
        }
    }

    /// The rows that watched rows refer to, nobody watches, and a cascade has deleted.
    pub(super) fn gone(
        &mut self,
        arenas: &Arenas,
        lease: &Lease,
    ) -> Result<Vec<(&'static TableDef, Vec<Value>)>> {
        let mut gone = Vec::new();
        let watched = arenas.numbered().filter(|(_, arena)| !arena.is_empty());
        for (model, arena) in watched {
            for (column, definition) in arena.table().columns.iter().enumerate() {
                let Some(reference) = definition.references else {
                    continue;
                };
                let parent = (reference.table)();
                let follows = !matches!(reference.on_delete, Action::NoAction | Action::Restrict);
                if !follows
                    || self.asked.contains(&(model, column))
                    || !self.takes_rows_of(parent, MOST_HOPS)
                {
                    continue;
                }
                self.asked.push((model, column));
                let missing = missing(arenas, parent, &arena.referred(column)?, lease)?;
                gone.push((parent, missing));
            }
        }
        gone.retain(|(_, keys)| !keys.is_empty());
        Ok(gone)
    }

    /// Whether a cascade may have deleted rows of the table.
    fn takes_rows_of(&self, table: &'static TableDef, hops: usize) -> bool {
        table.columns.iter().any(|column| {
            column.references.is_some_and(|reference| {
                let parent = (reference.table)();
                let gone = self.tables.iter().any(|known| std::ptr::eq(*known, parent));
                reference.on_delete == Action::Cascade
                    && (gone || hops > 0 && self.takes_rows_of(parent, hops - 1))
            })
        })
    }
}

/// The keys, but for those of watched rows, that no row of the table has.
fn missing(
    arenas: &Arenas,
    table: &'static TableDef,
    keys: &[Value],
    lease: &Lease,
) -> Result<Vec<Value>> {
    let mut watched = Vec::new();
    for arena in arenas.iter() {
        if std::ptr::eq(arena.table(), table) {
            watched = arena.keys()?;
        }
    }
    let mut known: FxHashSet<Address<'_>> = watched
        .iter()
        .map(|key| Address::of_key(table, key))
        .collect();
    let unknown: Vec<&Value> = keys
        .iter()
        .filter(|key| **key != Value::Null && known.insert(Address::of_key(table, key)))
        .collect();
    let [key] = table.primary_key else {
        return Ok(Vec::new());
    };
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let column = Node::Column {
        source: table.source,
        name: table.columns[*key].name,
    };
    let mut select = sql::Select::new(table.source);
    select.items.push(Item {
        node: column.clone(),
        label: None,
    });
    select.filter.push(Node::In {
        value: Box::new(column),
        list: unknown
            .iter()
            .map(|key| Node::value((*key).clone()))
            .collect(),
        negated: false,
    });
    let compiled = compile_select(&select, Dialect::Sqlite)?;
    let mut found = Vec::new();
    lease.query(&compiled.sql, &compiled.values(), &mut |row| {
        let mut key = Value::Null;
        let read = row.value(0).and_then(|value| key.put(value));
        read.map_err(Fault::nowhere)?;
        found.push(key);
        Ok(ControlFlow::Continue(()))
    })?;
    let found: FxHashSet<Address<'_>> = found
        .iter()
        .map(|key| Address::of_key(table, key))
        .collect();
    let missing = unknown
        .into_iter()
        .filter(|key| !found.contains(&Address::of_key(table, key)));
    Ok(missing.cloned().collect())
}
