//! Every form of expression and statement, as an application writes it: it compiles, and SQLite
//! answers what it says.

mod alias;
mod compare;
mod depth;
mod function;
mod generic;
mod key;
mod logic;
mod model;
mod scope;
mod selection;
mod statement;
mod subquery;
