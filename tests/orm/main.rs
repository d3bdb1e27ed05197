//! What the crates promise to an application, one module for each theme.
