//! The plan: steps in the order in which they are written.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::circles::{Break, break_circle};
use super::graph::{Edge, Graph, Reason};
use super::step::Step;
use super::work::{Kind, Work};
use super::{references, uniques};
use crate::error::Result;
use crate::model::ColumnSet;
use crate::schema::TableDef;

/// The steps that write `works`, in order.
///
/// # Errors
///
/// When rows wait for each other in a circle that no nullable reference breaks.
pub(in crate::session) fn plan(works: &[Work]) -> Result<Vec<Step>> {
    let mut edges = Vec::new();
    references::edges(works, &mut edges);
    let replaced = uniques::edges(works, &mut edges);
    let ranks = ranks(works);
    if edges.is_empty() {
        let mut rows: Vec<usize> = (0..works.len()).collect();
        rows.sort_by_key(|row| priority(works, &ranks, *row));
        return Ok(rows.into_iter().map(|row| simple(works, row)).collect());
    }
    let mut planner = Planner::new(works, edges, replaced, ranks);
    planner.run()?;
    Ok(planner.steps)
}

fn simple(works: &[Work], work: usize) -> Step {
    match works[work].kind {
        Kind::Insert => Step::Insert {
            work,
            null: ColumnSet::EMPTY,
        },
        Kind::Update => Step::Update {
            work,
            later: ColumnSet::EMPTY,
            parked: ColumnSet::EMPTY,
        },
        Kind::Delete => Step::Delete { work },
    }
}

/// Inserts before updates before deletes; parents first, in deletes children first; then as added.
fn priority(
    works: &[Work],
    ranks: &[(&'static TableDef, usize)],
    row: usize,
) -> (Kind, usize, usize) {
    let work = &works[row];
    let rank = ranks
        .iter()
        .position(|(table, _)| std::ptr::eq(*table, work.table))
        .unwrap_or_default();
    match work.kind {
        Kind::Delete => (work.kind, ranks.len() - rank, row),
        _ => (work.kind, rank, row),
    }
}

/// The tables of the works, parents before children as far as there are no circles.
fn ranks(works: &[Work]) -> Vec<(&'static TableDef, usize)> {
    let mut tables: Vec<(&'static TableDef, usize)> = Vec::new();
    for work in works {
        // Works come grouped by table: the newest entry is nearly always the one.
        if !tables
            .iter()
            .rev()
            .any(|(table, _)| std::ptr::eq(*table, work.table))
        {
            tables.push((work.table, 0));
        }
    }
    for _ in 0..tables.len() {
        for child in 0..tables.len() {
            let parents = tables[child]
                .0
                .columns
                .iter()
                .filter_map(|column| column.references);
            let mut rank = tables[child].1;
            for reference in parents {
                let parent = (reference.table)();
                let known = tables
                    .iter()
                    .find(|(table, _)| std::ptr::eq(*table, parent));
                if let Some((table, above)) = known
                    && !std::ptr::eq(*table, tables[child].0)
                {
                    rank = rank.max(above + 1).min(tables.len());
                }
            }
            tables[child].1 = rank;
        }
    }
    tables.sort_by_key(|(_, rank)| *rank);
    tables
}

/// Kind, rank of the table, whether nothing is replaced; then as added.
type Priority = ((Kind, usize, bool), usize);

struct Planner<'a> {
    works: &'a [Work],
    graph: Graph,
    /// Rows that are added, by the deleted rows that they replace, in both directions.
    replacing: FxHashMap<usize, usize>,
    replaced: FxHashMap<usize, usize>,
    ranks: Vec<(&'static TableDef, usize)>,
    ready: BinaryHeap<Reverse<(Priority, usize)>>,
    written: Vec<bool>,
    /// Columns that are written by a later patch.
    later: Vec<ColumnSet>,
    parked: Vec<ColumnSet>,
    steps: Vec<Step>,
}

impl<'a> Planner<'a> {
    fn new(
        works: &'a [Work],
        edges: Vec<Edge>,
        replacing: FxHashMap<usize, usize>,
        ranks: Vec<(&'static TableDef, usize)>,
    ) -> Self {
        let replaced = edges
            .iter()
            .filter(|edge| edge.reason == Reason::Together)
            .map(|edge| (edge.first, edge.then))
            .collect();
        Planner {
            works,
            graph: Graph::new(works.len(), edges),
            replacing,
            replaced,
            ranks,
            ready: BinaryHeap::new(),
            written: vec![false; works.len()],
            later: vec![ColumnSet::EMPTY; works.len()],
            parked: vec![ColumnSet::EMPTY; works.len()],
            steps: Vec::with_capacity(works.len()),
        }
    }

    fn run(&mut self) -> Result<()> {
        for row in 0..self.works.len() {
            if self.graph.is_free(row) {
                self.make_ready(row);
            }
        }
        loop {
            while let Some(Reverse((_, row))) = self.ready.pop() {
                self.write(row);
            }
            let circle = self.graph.circle();
            if circle.is_empty() {
                break;
            }
            self.break_circle(&circle)?;
        }
        for (work, columns) in self.later.iter().enumerate() {
            if !columns.is_empty() {
                self.steps.push(Step::Patch {
                    work,
                    columns: *columns,
                });
            }
        }
        Ok(())
    }

    fn make_ready(&mut self, row: usize) {
        let (kind, rank, row) = priority(self.works, &self.ranks, row);
        // A replacement goes first: a key that the database assigns must not be the replaced one's.
        let phase = match self.replaced.get(&row) {
            Some(&new) => (Kind::Insert, priority(self.works, &self.ranks, new).1, false),
            None => (kind, rank, !self.replacing.contains_key(&row)),
        };
        self.ready.push(Reverse(((phase, row), row)));
    }

    fn write(&mut self, row: usize) {
        if std::mem::replace(&mut self.written[row], true) {
            return;
        }
        // A row that is replaced is written when its replacement is.
        if !self.replaced.contains_key(&row) {
            let step = self.step(row);
            self.steps.push(step);
        }
        for freed in self.graph.write(row) {
            self.make_ready(freed);
        }
    }

    fn step(&self, work: usize) -> Step {
        if let Some(&deleted) = self.replacing.get(&work) {
            return Step::Replace {
                deleted,
                inserted: work,
                null: self.later[work],
            };
        }
        match simple(self.works, work) {
            Step::Insert { work, .. } => Step::Insert {
                work,
                null: self.later[work],
            },
            Step::Update { work, .. } => Step::Update {
                work,
                later: self.later[work],
                parked: self.parked[work],
            },
            other => other,
        }
    }

    fn break_circle(&mut self, circle: &[usize]) -> Result<()> {
        let (place, how) = break_circle(self.works, &self.graph, circle)?;
        match how {
            Break::Postpone { work, column } => {
                self.later[work] = self.later[work].with(column);
            }
            Break::Unlink { work, column } => {
                self.parked[work] = self.parked[work].with(column);
                self.steps.push(Step::Unlink { work, column });
            }
            Break::Park { work, column } => {
                if !self.parked[work].contains(column) {
                    self.parked[work] = self.parked[work].with(column);
                    self.steps.push(Step::Park { work, column });
                }
            }
            Break::Nothing => {}
        }
        if let Some(freed) = self.graph.drop_edge(place) {
            self.make_ready(freed);
        }
        Ok(())
    }
}
