//! The workloads: their names, and what a peer makes of them.

use crate::tally::Tally;

/// One workload, ready to be called again and again on a database of its own.
pub type Body = Box<dyn FnMut(&mut Tally)>;

/// One of those that are compared.
#[derive(Clone, Copy)]
pub struct Peer {
    pub name: &'static str,
    pub body: fn(Work) -> Body,
}

/// What is done. Numbers are rows.
#[derive(Debug, Clone, Copy)]
pub enum Work {
    /// All columns of all users.
    Trivial(u32),
    /// Users with black hair, which every second has, left-joined with their post.
    Medium(u32),
    /// Two columns of two joined tables.
    Join,
    /// So many rows in one call, in an open transaction.
    Insert(u32),
    /// Users, their posts, the posts' comments: nested, one query per level.
    Nested,
    Get,
    UpdateOne,
    UpdateMany,
    /// A filter put together at run time, of so many different shapes.
    Dynamic(u32),
    /// Users with their posts: nested, two queries.
    Eager,
    Wide,
    WideGet,
    WideInsert,
    Delete,
    TwoColumns,
    /// One aggregate row per user.
    Groups,
    /// A transaction that reads a row, changes it and commits.
    Transaction,
}

/// All workloads.
pub const ALL: [(&str, Work); 24] = [
    ("trivial, 1 row", Work::Trivial(1)),
    ("trivial, 100 rows", Work::Trivial(100)),
    ("trivial, 10 000 rows", Work::Trivial(10_000)),
    ("medium (left join), 1 row", Work::Medium(1)),
    ("medium, 100 rows", Work::Medium(100)),
    ("medium, 10 000 rows", Work::Medium(10_000)),
    ("join, 2 posts of 1 000 users", Work::Join),
    ("insert 1 row", Work::Insert(1)),
    ("insert 10 rows in one call", Work::Insert(10)),
    ("insert 100 rows in one call", Work::Insert(100)),
    ("9 × 10 × 10, three IN queries", Work::Nested),
    ("get one row by key", Work::Get),
    ("update one column by key", Work::UpdateOne),
    ("update 1 000 rows one by one", Work::UpdateMany),
    ("dynamic filter, 10 rows", Work::Dynamic(1)),
    ("dynamic filter, 240 shapes", Work::Dynamic(240)),
    ("1 000 parents × 10 children", Work::Eager),
    ("wide (20 columns), 1 000 rows", Work::Wide),
    ("wide, get one row by key", Work::WideGet),
    ("wide, insert 1 row", Work::WideInsert),
    ("delete one row by key", Work::Delete),
    ("two columns of 1 000 rows", Work::TwoColumns),
    ("aggregates of 1 000 groups", Work::Groups),
    ("transaction: get, change, commit", Work::Transaction),
];

/// Calls of a writing workload between two rollbacks, so that tables stay small.
pub const CALLS: u32 = 512;
