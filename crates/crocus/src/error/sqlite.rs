//! What SQLite reports, as kinds of ours.
