//! Queries and statements: what they are compiled to and what they answer with.

mod dynamic;
mod expressions;
mod groups;
mod joins;
mod library;
mod overflow;
mod prefix;
mod raw;
mod reading;
mod statements;
mod subqueries;
