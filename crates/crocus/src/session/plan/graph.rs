//! Which row must be written before which.

use rustc_hash::FxHashMap;

/// Why one row is written before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The later row's column refers to the earlier row, which is inserted first.
    Refers { column: usize },
    /// The earlier row's column referred to the later row, which is deleted last.
    Referred { column: usize },
    /// The earlier row's column referred to the later row's key, which is changed last.
    Leaves { column: usize },
    /// The earlier row frees the unique value that the later one takes and `holder` has; the earlier
    /// row is the holder or what replaces it.
    Frees { constraint: usize, holder: usize },
    /// The row to be replaced and its replacement are written as one.
    Together,
}

/// An order between two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) first: usize,
    pub(super) then: usize,
    pub(super) reason: Reason,
}

/// All orders between the rows of a flush.
#[derive(Debug, Default)]
pub(super) struct Graph {
    edges: Vec<Edge>,
    /// Places of edges, by the row that comes first.
    out: Vec<Vec<usize>>,
    /// Places of edges, by the row that comes then.
    into: Vec<Vec<usize>>,
    /// How many edges into a row still hold it back.
    waiting: Vec<usize>,
    /// Edges that hold nobody back any more.
    dropped: Vec<bool>,
}

impl Graph {
    pub(super) fn new(rows: usize, edges: Vec<Edge>) -> Self {
        let mut graph = Graph {
            out: vec![Vec::new(); rows],
            into: vec![Vec::new(); rows],
            waiting: vec![0; rows],
            dropped: vec![false; edges.len()],
            edges,
        };
        for (place, edge) in graph.edges.iter().enumerate() {
            graph.out[edge.first].push(place);
            graph.into[edge.then].push(place);
            graph.waiting[edge.then] += 1;
        }
        graph
    }

    pub(super) fn is_free(&self, row: usize) -> bool {
        self.waiting[row] == 0
    }

    /// The row is written: the rows that this frees.
    pub(super) fn write(&mut self, row: usize) -> Vec<usize> {
        let mut freed = Vec::new();
        for place in std::mem::take(&mut self.out[row]) {
            if let Some(row) = self.drop_edge(place) {
                freed.push(row);
            }
        }
        freed
    }

    /// The edge holds nobody back any more; the row that this frees.
    pub(super) fn drop_edge(&mut self, place: usize) -> Option<usize> {
        if std::mem::replace(&mut self.dropped[place], true) {
            return None;
        }
        let then = self.edges[place].then;
        self.waiting[then] -= 1;
        (self.waiting[then] == 0).then_some(then)
    }

    pub(super) fn edge(&self, place: usize) -> Edge {
        self.edges[place]
    }

    /// Whether another row waits for this one to refer to something else with this column.
    pub(super) fn is_left(&self, row: usize, column: usize) -> bool {
        self.out[row].iter().any(|place| {
            let left = match self.edges[*place].reason {
                Reason::Referred { column } | Reason::Leaves { column } => Some(column),
                Reason::Refers { .. } | Reason::Frees { .. } | Reason::Together => None,
            };
            left == Some(column) && !self.dropped[*place]
        })
    }

    /// A circle among the rows that wait, as places of edges; empty when there is none.
    pub(super) fn circle(&self) -> Vec<usize> {
        let mut seen = vec![false; self.waiting.len()];
        let mut path = Path::default();
        for start in 0..self.waiting.len() {
            if self.waiting[start] == 0 || seen[start] {
                continue;
            }
            path.begin(start);
            // Backwards, from each row to one that it waits for and that waits itself.
            while let Some(row) = path.last() {
                seen[row] = true;
                let Some(place) = path.next_edge(&self.into[row]) else {
                    path.leave();
                    continue;
                };
                let first = self.edges[place].first;
                if self.dropped[place] || self.waiting[first] == 0 {
                    continue;
                }
                if let Some(circle) = path.circle_by(place, first) {
                    return circle;
                }
                if !seen[first] {
                    path.enter(place, first);
                }
            }
        }
        Vec::new()
    }
}

/// A walk through the graph.
#[derive(Debug, Default)]
struct Path {
    /// Each row with the edge that led to it, and how many of its own edges were tried.
    rows: Vec<(usize, Option<usize>, usize)>,
    at: FxHashMap<usize, usize>,
}

impl Path {
    fn begin(&mut self, row: usize) {
        self.at.insert(row, 0);
        self.rows.push((row, None, 0));
    }

    fn last(&self) -> Option<usize> {
        self.rows.last().map(|(row, ..)| *row)
    }

    fn next_edge(&mut self, edges: &[usize]) -> Option<usize> {
        let (_, _, tried) = self.rows.last_mut()?;
        *tried += 1;
        edges.get(*tried - 1).copied()
    }

    fn enter(&mut self, edge: usize, row: usize) {
        self.at.insert(row, self.rows.len());
        self.rows.push((row, Some(edge), 0));
    }

    fn leave(&mut self) {
        if let Some((row, ..)) = self.rows.pop() {
            self.at.remove(&row);
        }
    }

    /// The circle that the edge closes, if it leads back to a row of the path.
    fn circle_by(&self, edge: usize, row: usize) -> Option<Vec<usize>> {
        let after = self.rows.get(self.at.get(&row)? + 1..)?;
        let mut circle: Vec<usize> = after.iter().filter_map(|(_, edge, _)| *edge).collect();
        circle.push(edge);
        Some(circle)
    }
}
