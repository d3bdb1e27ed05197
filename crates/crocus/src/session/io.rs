//! What the statements of a flush share.

use rustc_hash::{FxHashMap, FxHashSet};

use super::keys::{Columns, Keys, column_value};
use super::plan::{Address, Plan, Referent, Work};
use crate::engine::{Broken, Lease};
use crate::error::Result;
use crate::schema::{Action, ColumnSet, MOST_HOPS, TableDef};
use crate::value::{Ticket, Value};

/// What the statements of a flush need besides the rows of one model.
pub(super) struct Io<'a> {
    pub(super) lease: &'a Lease<'a>,
    pub(super) works: &'a [Work],
    pub(super) plan: &'a Plan,
    /// The keys that tickets stand for; grows as rows are inserted.
    pub(super) keys: &'a mut Keys,
    /// The tickets whose keys other rows of the flush wait for.
    pub(super) wanted: &'a FxHashSet<Ticket>,
    pub(super) era: u32,
    /// Entities to be deleted whose rows were gone already, and whose keys other rows have now.
    pub(super) absent: Vec<Ticket>,
    /// Whether a deletion has written more rows than its own.
    pub(super) cascaded: bool,
    pub(super) batches: Batches,
    /// Columns of keys that were put aside, and where to.
    pub(super) moved: Vec<(Ticket, usize, Value)>,
    /// The references that were broken before a value was put aside that a foreign key refuses.
    pub(super) broken: Option<Broken>,
    /// The keys that rows have now, by those they had before: the database takes them over into what
    /// refers to the rows.
    pub(super) rekeyed: FxHashMap<Address<'a>, Value>,
}

impl<'a> Io<'a> {
    /// Several rows go into one INSERT only where a savepoint can take them back.
    pub(super) fn new(
        lease: &'a Lease<'a>,
        (works, plan): (&'a [Work], &'a Plan),
        (keys, wanted): (&'a mut Keys, &'a FxHashSet<Ticket>),
        era: u32,
    ) -> Self {
        let batches = if plan.steps.len() > 1 {
            Batches::Allowed
        } else {
            Batches::Forbidden
        };
        Io {
            lease,
            works,
            plan,
            keys,
            wanted,
            era,
            absent: Vec::new(),
            cascaded: false,
            batches,
            moved: Vec::new(),
            broken: None,
            rekeyed: FxHashMap::default(),
        }
    }

    /// A column as this flush stores it: a reference to an entity is its key.
    pub(super) fn stored(&self, row: &dyn Columns, column: usize) -> Result<Value> {
        Ok(match column_value(row, column)? {
            Value::Pending(ticket) => self.keys.get(&ticket).cloned().unwrap_or(Value::Null),
            stored => stored,
        })
    }

    /// The key of the row is another one from here on.
    pub(super) fn note_key(&mut self, work: &'a Work, key: Value) {
        if let Some(old) = work.old_key() {
            self.rekeyed.insert(Address::of_key(work.table, old), key);
        }
    }

    /// Whether this flush has changed rows by other statements than those for the rows themselves.
    pub(super) fn has_moved(&self) -> bool {
        !self.moved.is_empty() || !self.rekeyed.is_empty()
    }

    /// What stands in a column of an entity's row now, where this flush has changed it by other
    /// statements than those for the row itself; nothing where it has not changed any row so.
    pub(super) fn now<'s>(
        &'s self,
        entity: Ticket,
        stored: &'s dyn Columns,
    ) -> Option<impl Fn(usize) -> Result<Option<Value>> + 's> {
        if !self.has_moved() {
            return None;
        }
        Some(move |column| self.column_now(entity, stored, column))
    }

    /// The same of one column.
    pub(super) fn column_now(
        &self,
        entity: Ticket,
        stored: &dyn Columns,
        column: usize,
    ) -> Result<Option<Value>> {
        let mut moved = self.moved.iter();
        let moved = moved.find(|(ticket, place, _)| (*ticket, *place) == (entity, column));
        if let Some((.., value)) = moved {
            return Ok(Some(value.clone()));
        }
        if self.rekeyed.is_empty() || stored.table().columns[column].references.is_none() {
            return Ok(None);
        }
        let old = column_value(stored, column)?;
        Ok(self.taken_over(stored.table(), column, &old, MOST_HOPS))
    }

    fn taken_over(
        &self,
        table: &'static TableDef,
        column: usize,
        old: &Value,
        hops: usize,
    ) -> Option<Value> {
        let reference = table.columns[column].references?;
        let parent = (reference.table)();
        let key = match (
            self.rekeyed.get(&Address::of_key(parent, old)),
            parent.primary_key,
        ) {
            (Some(key), _) => key.clone(),
            (None, [key]) if hops > 0 => self.taken_over(parent, *key, old, hops - 1)?,
            _ => return None,
        };
        match reference.on_update {
            Action::Cascade => Some(key),
            Action::SetNull => Some(Value::Null),
            Action::NoAction | Action::Restrict | Action::SetDefault => None,
        }
    }
}

/// Whether a flush may put several rows into one INSERT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Batches {
    Allowed,
    /// One went wrong: what the flush has written is to be undone and written row by row.
    Failed,
    Forbidden,
}

/// The keys that the row's references to pending entities have become.
pub(super) fn resolved(work: &Work, except: ColumnSet, keys: &Keys) -> Vec<(usize, Value)> {
    let mut values = Vec::new();
    if work.links.is_none() {
        return values;
    }
    for (column, referent) in &work.refers {
        if except.contains(*column) {
            continue;
        }
        if let Referent::Pending(ticket) = referent {
            values.extend(keys.get(ticket).map(|key| (*column, key.clone())));
        }
    }
    values
}
