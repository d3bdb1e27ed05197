//! Which row must be written before which.

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

    /// A circle among the rows that wait, as places of edges; empty when nobody waits.
    pub(super) fn circle(&self) -> Vec<usize> {
        let Some(start) = self.waiting.iter().position(|edges| *edges > 0) else {
            return Vec::new();
        };
        // Every waiting row waits for another one: walking back must come to a row seen before.
        let mut seen_at = vec![usize::MAX; self.waiting.len()];
        let mut path: Vec<usize> = Vec::new();
        let mut row = start;
        while seen_at[row] == usize::MAX {
            seen_at[row] = path.len();
            let Some(&place) = self.into[row].iter().find(|place| !self.dropped[**place]) else {
                return Vec::new();
            };
            path.push(place);
            row = self.edges[place].first;
        }
        path.split_off(seen_at[row])
    }
}
