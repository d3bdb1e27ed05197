//! The derive macros of crocus.
