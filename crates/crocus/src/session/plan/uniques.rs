//! Orders that follow from unique constraints.

use rustc_hash::FxHashMap;

use super::graph::{Edge, Reason};
use super::work::{Address, Kind, Work};

/// What frees a unique value is written before what takes it. Rows that are deleted while another
/// one is added with their key are returned: they are replaced.
pub(super) fn edges(works: &[Work], edges: &mut Vec<Edge>) -> FxHashMap<usize, usize> {
    let mut freed: FxHashMap<Address<'_>, usize> = FxHashMap::default();
    for (place, work) in works.iter().enumerate() {
        for key in &work.frees {
            let values = &key.values;
            let address = Address {
                table: work.table,
                constraint: key.constraint,
                values,
            };
            freed.insert(address, place);
        }
    }
    let mut replaced = FxHashMap::default();
    if freed.is_empty() {
        return replaced;
    }
    for (place, work) in works.iter().enumerate() {
        for key in &work.takes {
            let values = &key.values;
            let address = Address {
                table: work.table,
                constraint: key.constraint,
                values,
            };
            let Some(&first) = freed.get(&address) else {
                continue;
            };
            if first == place {
                continue;
            }
            // Equal under a collation is not the same: the row that is added may write its key otherwise.
            let same_key = key.constraint == 0 && works[first].frees.contains(key);
            if same_key && work.kind == Kind::Insert && works[first].kind == Kind::Delete {
                // A second row with the key is the database's to refuse.
                freed.remove(&address);
                replaced.insert(place, first);
                edges.push(Edge {
                    first,
                    then: place,
                    reason: Reason::Together,
                });
            } else {
                let reason = Reason::Frees {
                    constraint: key.constraint,
                    holder: first,
                };
                edges.push(Edge {
                    first,
                    then: place,
                    reason,
                });
            }
        }
    }
    leave_with_replacement(edges, &replaced);
    replaced
}

/// A row that is replaced gives up its values and its references when its replacement is written; it
/// stays itself, and nobody needs to leave it before.
fn leave_with_replacement(edges: &mut Vec<Edge>, replaced: &FxHashMap<usize, usize>) {
    if replaced.is_empty() {
        return;
    }
    let replacements: FxHashMap<usize, usize> =
        replaced.iter().map(|(new, old)| (*old, *new)).collect();
    edges.retain_mut(|edge| {
        match edge.reason {
            Reason::Refers { .. } | Reason::Together => return true,
            Reason::Referred { .. } if replacements.contains_key(&edge.then) => return false,
            Reason::Referred { .. } | Reason::Leaves { .. } | Reason::Frees { .. } => {}
        }
        if let Some(new) = replacements.get(&edge.first) {
            edge.first = *new;
        }
        edge.first != edge.then
    });
}
