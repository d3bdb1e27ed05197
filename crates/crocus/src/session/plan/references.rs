//! Orders that follow from foreign keys.

use rustc_hash::FxHashMap;

use super::graph::{Edge, Reason};
use super::work::{Address, Kind, Referent, Work};
use crate::schema::TableDef;
use crate::value::{Ticket, Value};

/// Parents are inserted before what refers to them, and deleted after what referred to them.
pub(super) fn edges(works: &[Work], edges: &mut Vec<Edge>) {
    let inserted = inserted_by_ticket(works);
    let inserted_keys = by_key(works, Kind::Insert);
    let deleted_keys = by_key(works, Kind::Delete);
    for (place, work) in works.iter().enumerate() {
        for (column, referent) in &work.refers {
            let parent = match referent {
                Referent::Pending(ticket) => inserted.get(ticket).copied(),
                Referent::Key(key) => look_up(&inserted_keys, work.table, *column, key),
            };
            let own = matches!(referent, Referent::Key(_)) && parent == Some(place);
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
            if let Some(parent) = look_up(&deleted_keys, work.table, *column, key)
                && parent != place
            {
                let reason = Reason::Referred { column: *column };
                edges.push(Edge {
                    first: place,
                    then: parent,
                    reason,
                });
            }
        }
    }
}

fn inserted_by_ticket(works: &[Work]) -> FxHashMap<Ticket, usize> {
    let needed = works.iter().any(|work| {
        work.refers
            .iter()
            .any(|(_, to)| matches!(to, Referent::Pending(_)))
    });
    let mut inserted = FxHashMap::default();
    if needed {
        for (place, work) in works.iter().enumerate() {
            if work.kind == Kind::Insert {
                inserted.insert(work.ticket, place);
            }
        }
    }
    inserted
}

fn by_key(works: &[Work], kind: Kind) -> FxHashMap<Address<'_>, usize> {
    let mut keys = FxHashMap::default();
    let needed = works
        .iter()
        .any(|work| !work.refers.is_empty() || !work.referred.is_empty());
    if needed {
        for (place, work) in works.iter().enumerate() {
            if let (true, Some(values)) = (work.kind == kind, &work.key) {
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
