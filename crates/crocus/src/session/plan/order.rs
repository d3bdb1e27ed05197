//! The plan: steps in the order in which they are written.

use crate::schema::TableDef;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::circles::{Break, break_circle};
use super::graph::{Edge, Graph, Reason};
use super::step::{Plan, Step};
use super::work::{Kind, Work};
use super::{references, uniques};
use crate::error::Result;

/// The steps that write `works`, in order.
///
/// # Errors
///
/// When rows wait for each other in a circle that no nullable reference breaks.
pub(in crate::session) fn plan(works: &[Work]) -> Result<Plan> {
    if are_alike(works) {
        return Ok(Plan {
            steps: (0..works.len()).map(|row| simple(works, row)).collect(),
            ..Plan::default()
        });
    }
    let mut edges = Vec::new();
    references::edges(works, &mut edges);
    let replaced = uniques::edges(works, &mut edges);
    let ranks = ranks(works);
    if edges.is_empty() {
        return Ok(Plan {
            steps: unrelated(works, &ranks),
            ..Plan::default()
        });
    }
    let mut planner = Planner::new(works, edges, replaced, ranks);
    planner.run()?;
    Ok(planner.plan)
}

/// Whether the works are of one table and kind, and nothing ties them together: they are written in
/// the order in which they were touched.
fn are_alike(works: &[Work]) -> bool {
    let Some(first) = works.first() else {
        return true;
    };
    works.iter().all(|work| {
        work.links.is_none() && work.kind == first.kind && std::ptr::eq(work.table, first.table)
    })
}

/// The steps of rows that do not wait for each other.
fn unrelated(works: &[Work], ranks: &[Rank]) -> Vec<Step> {
    let rows = 0..works.len();
    let in_order = |row: &usize| priority(works, ranks, *row);
    if rows.clone().is_sorted_by_key(|row| in_order(&row)) {
        return rows.map(|row| simple(works, row)).collect();
    }
    let mut rows: Vec<usize> = rows.collect();
    rows.sort_by_cached_key(in_order);
    rows.into_iter().map(|row| simple(works, row)).collect()
}

fn simple(works: &[Work], work: usize) -> Step {
    match works[work].kind {
        Kind::Insert => Step::Insert { work },
        Kind::Update => Step::Update { work },
        Kind::Delete => Step::Delete { work },
    }
}

/// Inserts before updates before deletes; parents first, in deletes children first.
///
/// Rows that bring their key, or get another one, come before those that the database gives one: it
/// must not give away a key that is brought. Otherwise the order is that of the changes.
fn priority(works: &[Work], ranks: &[Rank], row: usize) -> Priority {
    let work = &works[row];
    let place = ranks
        .iter()
        .position(|rank| std::ptr::eq(rank.table, work.table))
        .unwrap_or_default();
    let given = work.kind == Kind::Insert && work.key.is_none();
    match work.kind {
        Kind::Delete => (work.kind, ranks.len() - place, given, row),
        Kind::Insert if given && ranks[place].rekeys => (Kind::Update, place, given, row),
        _ => (work.kind, place, given, row),
    }
}

/// A table among those of a flush.
#[derive(Debug)]
struct Rank {
    table: &'static TableDef,
    /// How many tables stand above it.
    above: usize,
    /// Whether rows of it get other keys.
    rekeys: bool,
}

/// The tables of the works, parents before children as far as there are no circles.
fn ranks(works: &[Work]) -> Vec<Rank> {
    let mut tables: Vec<Rank> = Vec::new();
    for work in works {
        // Works come grouped by table: the newest entry is nearly always the one.
        let known = tables
            .iter()
            .rposition(|rank| std::ptr::eq(rank.table, work.table));
        let rekeys = work.rekey.is_some();
        match known {
            Some(place) => tables[place].rekeys |= rekeys,
            None => tables.push(Rank {
                table: work.table,
                above: 0,
                rekeys,
            }),
        }
    }
    for _ in 0..tables.len() {
        for child in 0..tables.len() {
            let columns = tables[child].table.columns.iter();
            let parents = columns.filter_map(|column| column.references);
            let mut above = tables[child].above;
            for reference in parents {
                let parent = (reference.table)();
                let mut known = tables.iter();
                if let Some(known) = known.find(|rank| std::ptr::eq(rank.table, parent))
                    && !std::ptr::eq(parent, tables[child].table)
                {
                    above = above.max(known.above + 1).min(tables.len());
                }
            }
            tables[child].above = above;
        }
    }
    tables.sort_by_key(|rank| rank.above);
    tables
}

/// Kind, rank of the table, whether the database gives the key; then as added.
type Priority = (Kind, usize, bool, usize);

struct Planner<'a> {
    works: &'a [Work],
    graph: Graph,
    /// Deleted rows, by the added rows that replace them; and in the other direction.
    replacing: FxHashMap<usize, usize>,
    replaced: FxHashMap<usize, usize>,
    ranks: Vec<Rank>,
    ready: BinaryHeap<Reverse<Priority>>,
    written: Vec<bool>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn new(
        works: &'a [Work],
        edges: Vec<Edge>,
        replacing: FxHashMap<usize, usize>,
        ranks: Vec<Rank>,
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
            plan: Plan {
                steps: Vec::with_capacity(works.len()),
                ..Plan::default()
            },
        }
    }

    fn run(&mut self) -> Result<()> {
        for row in 0..self.works.len() {
            if self.graph.is_free(row) {
                self.make_ready(row);
            }
        }
        // What others wait for in circles comes before the first row is deleted: the database may take
        // some of them with it.
        self.write_ready(|kind| kind != Kind::Delete);
        loop {
            let circle = self.graph.circle();
            if circle.is_empty() {
                break;
            }
            self.break_circle(&circle)?;
            self.write_ready(|kind| kind != Kind::Delete);
        }
        self.write_ready(|_| true);
        let postponed = &self.plan.postponed;
        let patches: Vec<Step> = (0..self.works.len())
            .filter(|work| postponed.contains_key(work))
            .map(|work| Step::Patch { work })
            .collect();
        self.plan.steps.extend(patches);
        Ok(())
    }

    fn write_ready(&mut self, wanted: impl Fn(Kind) -> bool) {
        while let Some(Reverse((kind, ..))) = self.ready.peek()
            && wanted(*kind)
            && let Some(Reverse((.., row))) = self.ready.pop()
        {
            self.write(row);
        }
    }

    fn make_ready(&mut self, row: usize) {
        let (kind, rank, given, row) = priority(self.works, &self.ranks, row);
        // A key that the database gives must not be that of a replaced row.
        let place = match self.replaced.get(&row) {
            Some(&new) => {
                let (kind, rank, given, _) = priority(self.works, &self.ranks, new);
                (kind, rank, given, row)
            }
            None => (kind, rank, given, row),
        };
        self.ready.push(Reverse(place));
    }

    fn write(&mut self, row: usize) {
        if std::mem::replace(&mut self.written[row], true) {
            return;
        }
        // A row that is replaced is written when its replacement is.
        if !self.replaced.contains_key(&row) {
            let step = self.step(row);
            self.plan.steps.push(step);
        }
        for freed in self.graph.write(row) {
            self.make_ready(freed);
        }
    }

    fn step(&self, work: usize) -> Step {
        match self.replacing.get(&work) {
            Some(&deleted) => Step::Replace {
                deleted,
                inserted: work,
            },
            None => simple(self.works, work),
        }
    }

    fn break_circle(&mut self, circle: &[usize]) -> Result<()> {
        let (place, how) = break_circle(self.works, &self.graph, &self.replacing, circle)?;
        match how {
            Break::Postpone { work, column } => {
                let columns = self.plan.postponed.entry(work).or_default();
                *columns = columns.with(column);
            }
            Break::Unlink { work, column } => {
                self.park(work, column);
                self.plan.steps.push(Step::Unlink { work, column });
            }
            Break::Park { work, column } => {
                if self.park(work, column) {
                    self.plan.steps.push(Step::Park { work, column });
                }
            }
            Break::Nothing => {}
        }
        if let Some(freed) = self.graph.drop_edge(place) {
            self.make_ready(freed);
        }
        Ok(())
    }

    /// Notes that the column's old value goes; whether it was still there.
    fn park(&mut self, work: usize, column: usize) -> bool {
        let columns = self.plan.parked.entry(work).or_default();
        let was_there = !columns.contains(column);
        *columns = columns.with(column);
        was_there
    }
}
