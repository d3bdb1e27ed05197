//! The bindings of rusqlite's SQLite under the version number that Diesel and sqlx ask for.

pub use newer::*;
