//! One changed row, as the plan sees it.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use rustc_hash::FxHashMap;

use super::constraints::unique_constraints;
use crate::schema::{ColumnSet, TableDef};
use crate::value::{Ticket, Value};

/// One changed row.
#[derive(Debug, Clone)]
pub(in crate::session) struct Work {
    pub(in crate::session) table: &'static TableDef,
    pub(in crate::session) ticket: Ticket,
    pub(in crate::session) kind: Kind,
    /// The columns to write; empty for a delete.
    pub(in crate::session) columns: ColumnSet,
    /// What most rows have nothing of; a flush of many rows stays small.
    pub(in crate::session) links: Option<Box<Links>>,
}

/// How a changed row hangs together with others; a [`Work`] is read as its links.
#[derive(Debug, Clone)]
pub(in crate::session) struct Links {
    /// What the written foreign keys refer to.
    pub(in crate::session) refers: Vec<(usize, Referent)>,
    /// What the row's foreign keys referred to before, where they change or the row goes.
    pub(in crate::session) referred: Vec<(usize, Value)>,
    /// The key: of an insert if it is known, and of a delete.
    pub(in crate::session) key: Option<Vec<Value>>,
    /// The key of an update that changes it, if it is one column: before, and afterwards.
    pub(in crate::session) rekey: Option<(Value, Value)>,
    /// Unique values that the row will have and does not have yet.
    pub(in crate::session) takes: Vec<UniqueKey>,
    /// Unique values that the row has and will not have.
    pub(in crate::session) frees: Vec<UniqueKey>,
}

static NONE: Links = Links::new();

impl Links {
    const fn new() -> Self {
        Links {
            refers: Vec::new(),
            referred: Vec::new(),
            key: None,
            rekey: None,
            takes: Vec::new(),
            frees: Vec::new(),
        }
    }
}

impl Work {
    /// The key by which others refer to the row before it is written, where this flush changes it or
    /// deletes the row.
    pub(in crate::session) fn old_key(&self) -> Option<&Value> {
        match (&self.rekey, self.kind, self.key.as_deref()) {
            (Some((old, _)), ..) | (None, Kind::Delete, Some([old])) => Some(old),
            _ => None,
        }
    }
}

impl Work {
    /// Puts keys that are known in the place of tickets, in the keys and unique values of the row.
    pub(in crate::session) fn resolve(&mut self, keys: &FxHashMap<Ticket, Value>) {
        let Some(links) = self.links.as_deref_mut() else {
            return;
        };
        let taken = links.takes.iter_mut().flat_map(|key| &mut key.values);
        let own = links.key.iter_mut().flatten();
        let new = links.rekey.as_mut().map(|(_, new)| new);
        for value in taken.chain(own).chain(new) {
            if let Value::Pending(ticket) = value
                && let Some(key) = keys.get(ticket)
            {
                *value = key.clone();
            }
        }
    }
}

impl Deref for Work {
    type Target = Links;

    fn deref(&self) -> &Links {
        self.links.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut Links {
        self.links.get_or_insert_with(|| Box::new(Links::new()))
    }
}

/// What is done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::session) enum Kind {
    Insert,
    Update,
    Delete,
}

/// What a foreign key refers to.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::session) enum Referent {
    /// An entity that has no key yet.
    Pending(Ticket),
    /// A row by its key.
    Key(Value),
}

/// The values of one row in the columns of one unique constraint.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::session) struct UniqueKey {
    /// The constraint's place in [`unique_constraints`](super::unique_constraints).
    pub(in crate::session) constraint: usize,
    pub(in crate::session) values: Vec<Value>,
}

/// A table and values, to be looked up.
#[derive(Debug, Clone)]
pub(in crate::session) struct Address<'a> {
    pub(in crate::session) table: &'static TableDef,
    pub(in crate::session) constraint: usize,
    pub(in crate::session) values: &'a [Value],
}

impl<'a> Address<'a> {
    /// The address of a row by its key of one column.
    pub(in crate::session) fn of_key(table: &'static TableDef, key: &'a Value) -> Self {
        Address {
            table,
            constraint: 0,
            values: std::slice::from_ref(key),
        }
    }
}

impl Address<'_> {
    /// A text as far as its column tells it from others: by its
    /// [collation](https://www.sqlite.org/datatype3.html#collating_sequences).
    fn collated<'v>(&self, part: usize, text: &'v str) -> Cow<'v, str> {
        if !self.table.layout.collates {
            return Cow::Borrowed(text);
        }
        let column = match self.constraint {
            0 => self.table.primary_key.get(part).copied(),
            constraint => unique_constraints(self.table)[constraint]
                .get(part)
                .copied(),
        };
        let collation = column.and_then(|column| self.table.columns[column].collate);
        match collation {
            Some(name) if name.eq_ignore_ascii_case("NOCASE") => text.to_ascii_lowercase().into(),
            Some(name) if name.eq_ignore_ascii_case("RTRIM") => text.trim_end_matches(' ').into(),
            _ => Cow::Borrowed(text),
        }
    }
}

impl PartialEq for Address<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table)
            && self.constraint == other.constraint
            && self.values.len() == other.values.len()
            && (0..self.values.len()).all(|part| match (&self.values[part], &other.values[part]) {
                (Value::Real(one), Value::Real(two)) => one.to_bits() == two.to_bits(),
                (Value::Text(one), Value::Text(two)) => {
                    one == two || self.collated(part, one) == self.collated(part, two)
                }
                (one, two) => one == two,
            })
    }
}

impl Eq for Address<'_> {}

impl Hash for Address<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.table).hash(state);
        self.constraint.hash(state);
        for (part, value) in self.values.iter().enumerate() {
            match value {
                Value::Null => 0.hash(state),
                Value::Integer(integer) => integer.hash(state),
                Value::Real(real) => real.to_bits().hash(state),
                Value::Text(text) => self.collated(part, text).hash(state),
                Value::Blob(bytes) => bytes.hash(state),
                Value::Pending(ticket) => ticket.hash(state),
            }
        }
    }
}
