//! Orders that follow from unique constraints.

use rustc_hash::FxHashMap;

use super::graph::{Edge, Reason};
use super::work::{Address, Kind, Work};
use crate::schema::TableDef;

/// The unique constraints of a table as positions of columns; the primary key is the first.
pub(in crate::session) fn unique_constraints(table: &TableDef) -> Vec<Vec<usize>> {
    let mut constraints = vec![table.primary_key.to_vec()];
    for (position, column) in table.columns.iter().enumerate() {
        if column.unique {
            constraints.push(vec![position]);
        }
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        constraints.push(index.columns.to_vec());
    }
    constraints
}

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
            let same_key = key.constraint == 0;
            if same_key && work.kind == Kind::Insert && works[first].kind == Kind::Delete {
                replaced.insert(place, first);
                edges.push(Edge {
                    first,
                    then: place,
                    reason: Reason::Together,
                });
            } else {
                let reason = Reason::Frees {
                    constraint: key.constraint,
                };
                edges.push(Edge {
                    first,
                    then: place,
                    reason,
                });
            }
        }
    }
    replaced
}
