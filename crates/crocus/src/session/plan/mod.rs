//! What a flush does, in which order: a pure function from changes to steps.
//!
//! Rules, each with one home: parents are inserted before children and deleted after them
//! ([`references`]); what frees a unique value is written before what takes it ([`uniques`]); a
//! circle is broken through a nullable reference or a parked unique value ([`circles`]); what no
//! rule orders keeps phase (insert, update, delete), rank of its table, and the order it was
//! touched in ([`order`]).

mod circles;
mod constraints;
mod graph;
mod order;
mod references;
mod step;
#[cfg(test)]
mod tests;
mod uniques;
mod work;

pub(super) use constraints::unique_constraints;
pub(super) use order::plan;
pub(super) use step::{Plan, Step};

pub(super) use work::{Address, Kind, Referent, UniqueKey, Work};
