//! What a type of column promises, for any value: it comes back as it was, it is found by it, and SQL
//! orders and compares as Rust does.

mod keys;
mod ordered;
mod promise;
mod unordered;
