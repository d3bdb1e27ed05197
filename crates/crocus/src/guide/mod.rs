//! The guide: how the parts work together, one page for each theme.

pub mod session;
