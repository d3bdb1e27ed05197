//! Orders that follow from foreign keys.

use rustc_hash::FxHashMap;

use super::graph::{Edge, Reason};
use super::work::{Address, Kind, Referent, Work};
use crate::schema::{Action, TableDef};
use crate::value::{Ticket, Value};

/// Parents are inserted before what refers to them, and deleted after what referred to them; a key
/// that changes is one that appears and one that goes.
pub(super) fn edges(works: &[Work], edges: &mut Vec<Edge>) {
    let appearing = by_ticket(works);
    let appearing_keys = by_key(works, |work| match (work.kind, &work.rekey) {
        (Kind::Insert, _) => work.key.as_deref(),
        (_, Some((_, new))) => Some(std::slice::from_ref(new)),
        _ => None,
    });
    let going_keys = by_key(works, |work| match (work.kind, &work.rekey) {
        (Kind::Delete, _) => work.key.as_deref(),
        (_, Some((old, _))) => Some(std::slice::from_ref(old)),
        _ => None,
    });
    for (place, work) in works.iter().enumerate() {
        for (column, referent) in &work.refers {
            let parent = match referent {
                Referent::Pending(ticket) => appearing.get(ticket).copied(),
                Referent::Key(key) => look_up(&appearing_keys, work.table, *column, key),
            };
            // An UPDATE writes its key and its reference at once, as does an INSERT that brings its key.
            let at_once = matches!(referent, Referent::Key(_)) || work.kind == Kind::Update;
            let own = at_once && parent == Some(place);
            if let (Some(parent), false) = (parent, own) {
                let reason = Reason::Refers { column: *column };
                edges.push(Edge {
                    first: parent,
                    then: place,
                    reason,
                });
            }
        }
        for (column, key) in &work.referred {
            if let Some(parent) = look_up(&going_keys, work.table, *column, key)
                && parent != place
            {
                let deleted = works[parent].kind == Kind::Delete;
                if !deleted && follows(work.table, *column) {
                    continue;
                }
                let column = *column;
                let reason = if deleted {
                    Reason::Referred { column }
                } else {
                    Reason::Leaves { column }
                };
                edges.push(Edge {
                    first: place,
                    then: parent,
                    reason,
                });
            }
        }
    }
}

/// Whether the database changes the reference when the key it refers to changes.
fn follows(table: &'static TableDef, column: usize) -> bool {
    let definition = table.columns.get(column);
    let reference = definition.and_then(|column| column.references);
    reference.is_some_and(|to| !matches!(to.on_update, Action::NoAction | Action::Restrict))
}

/// The rows that get a key.
fn by_ticket(works: &[Work]) -> FxHashMap<Ticket, usize> {
    let needed = works.iter().any(|work| {
        work.refers
            .iter()
            .any(|(_, to)| matches!(to, Referent::Pending(_)))
    });
    let mut appearing = FxHashMap::default();
    if needed {
        for (place, work) in works.iter().enumerate() {
            if work.kind == Kind::Insert || work.rekey.is_some() {
                appearing.insert(work.ticket, place);
            }
        }
    }
    appearing
}

fn by_key(
    works: &[Work],
    key: impl Fn(&Work) -> Option<&[Value]>,
) -> FxHashMap<Address<'_>, usize> {
    let mut keys = FxHashMap::default();
    let needed = works
        .iter()
        .any(|work| !work.refers.is_empty() || !work.referred.is_empty());
    if needed {
        for (place, work) in works.iter().enumerate() {
            if let Some(values) = key(work) {
                keys.insert(
                    Address {
                        table: work.table,
                        constraint: 0,
                        values,
                    },
                    place,
                );
            }
        }
    }
    keys
}

fn look_up(
    keys: &FxHashMap<Address<'_>, usize>,
    table: &'static TableDef,
    column: usize,
    key: &Value,
) -> Option<usize> {
    let parent = (table.columns.get(column)?.references?.table)();
    let values = std::slice::from_ref(key);
    keys.get(&Address {
        table: parent,
        constraint: 0,
        values,
    })
    .copied()
}
