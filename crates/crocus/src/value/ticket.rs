//! The untyped key of an entity in a session.

/// Names one entity of one session: model, slot, generation and session, without the Rust type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    pub(crate) session: u32,
    pub(crate) model: u32,
    pub(crate) index: u32,
    pub(crate) generation: u32,
}
