//! Typed expressions: columns, comparisons, functions; checked by rustc, a plain tree inside.

mod source;

pub use source::Source;
