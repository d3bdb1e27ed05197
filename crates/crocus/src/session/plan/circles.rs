//! How a circle of rows that wait for each other is broken.

use rustc_hash::FxHashMap;

use super::constraints::unique_constraints;
use super::graph::{Edge, Graph, Reason};
use super::work::{Kind, Work};
use crate::error::{Error, Result};
use crate::schema::Action;

/// How one edge of a circle is taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// The row is written without the reference, which is written at the end.
    Postpone { work: usize, column: usize },
    /// The row's reference is set to NULL at once.
    Unlink { work: usize, column: usize },
    /// The row's unique value is moved out of the way at once.
    Park { work: usize, column: usize },
    /// The database itself follows the deletion.
    Nothing,
}

/// The edge of `circle` that is easiest to take out, and how.
pub(super) fn break_circle(
    works: &[Work],
    graph: &Graph,
    replacing: &FxHashMap<usize, usize>,
    circle: &[usize],
) -> Result<(usize, Break)> {
    let mut best: Option<(u8, usize, Break)> = None;
    for &place in circle {
        if let Some((cost, how)) = breaking(works, graph, replacing, graph.edge(place))
            && best.is_none_or(|(least, ..)| cost < least)
        {
            best = Some((cost, place, how));
        }
    }
    match best {
        Some((_, place, how)) => Ok((place, how)),
        None => Err(unbreakable(works, graph, circle)),
    }
}

fn breaking(
    works: &[Work],
    graph: &Graph,
    replacing: &FxHashMap<usize, usize>,
    edge: Edge,
) -> Option<(u8, Break)> {
    match edge.reason {
        Reason::Referred { column } => {
            let Work { kind, columns, .. } = &works[edge.first];
            let definition = works[edge.first].table.columns.get(column)?;
            // The database would take the row, or its reference, before it refers to something else.
            let goes = *kind == Kind::Delete || *kind == Kind::Update && !columns.contains(column);
            match definition.references?.on_delete {
                Action::Cascade | Action::SetNull | Action::SetDefault if goes => {
                    Some((0, Break::Nothing))
                }
                _ => unlinking(works, replacing, edge.first, column).map(|how| (2, how)),
            }
        }
        Reason::Leaves { column } => {
            unlinking(works, replacing, edge.first, column).map(|how| (0, how))
        }
        Reason::Refers { column } => {
            let work = edge.then;
            let definition = works[work].table.columns.get(column)?;
            let update = works[work].kind == Kind::Update;
            let key = works[work].table.primary_key.contains(&column);
            // A reference that is written later is the old one until then.
            let late = definition.nullable || update;
            let waits = late && !key && !graph.is_left(work, column);
            waits.then_some((1, Break::Postpone { work, column }))
        }
        Reason::Frees {
            constraint,
            holder: work,
        } => {
            let Work {
                table,
                kind,
                columns,
                ..
            } = &works[work];
            let constraints = unique_constraints(table);
            let candidates = constraints.get(constraint)?.iter();
            // A key is moved only where nothing else can be: others may refer to it. So is a reference,
            // unless to NULL. A column that does not change is moved, and moved back.
            let column = *candidates.min_by_key(|column| {
                let definition = &table.columns[**column];
                let key = table.primary_key.contains(column);
                let refers = definition.references.is_some() && !definition.nullable;
                let unchanged = *kind == Kind::Update && !columns.contains(**column);
                (key, refers, unchanged)
            })?;
            Some((3, Break::Park { work, column }))
        }
        Reason::Together => None,
    }
}

/// Sets the reference to NULL that a row, or the row that it replaces, has by now.
fn unlinking(
    works: &[Work],
    replacing: &FxHashMap<usize, usize>,
    row: usize,
    column: usize,
) -> Option<Break> {
    let work = replacing.get(&row).copied().unwrap_or(row);
    let nullable = works[work].table.columns.get(column)?.nullable;
    nullable.then_some(Break::Unlink { work, column })
}

#[cold]
fn unbreakable(works: &[Work], graph: &Graph, circle: &[usize]) -> Error {
    let mut path = Vec::new();
    let mut advice = "make one of the references nullable";
    for &place in circle.iter().rev() {
        let edge = graph.edge(place);
        if let Reason::Leaves { .. } = edge.reason {
            advice = "let the reference follow the key by `#[column(on_update = Cascade)]`, make it nullable";
        }
        let table = works[edge.then].table;
        path.push(match edge.reason {
            Reason::Refers { column } => {
                format!("`{}.{}`", table.name(), table.columns[column].name)
            }
            Reason::Referred { column } | Reason::Leaves { column } => {
                let table = works[edge.first].table;
                format!("`{}.{}`", table.name(), table.columns[column].name)
            }
            Reason::Frees { .. } | Reason::Together => {
                format!("a unique value of `{}`", table.name())
            }
        });
    }
    Error::misuse(format!(
        "these rows wait for each other in a circle that cannot be broken: {}; {advice}, or flush in \
         between",
        path.join(" → ")
    ))
}
