//! What the compiler promises, checked against SQLite.
