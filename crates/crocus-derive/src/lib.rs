//! The derive macros of crocus; use them through `crocus`, which re-exports them.
//!
//! A derive is a small compiler of four passes. `attr` reads what was written, `check` finds out
//! what it means and reports every mistake at its own token, `expand` turns that into Rust and
//! cannot fail, `fallback` takes its place when there were mistakes.

mod attr;
mod case;
mod check;
mod derive;
mod errors;
mod expand;
mod fallback;
mod hygiene;
mod ir;
mod place;
mod shape;
mod symbol;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields the rows of a table.
///
/// It implements `Model`, and gives the struct a constant for every column (`User::email`) and a
/// builder (`User::builder()`), which compiles only when every required column was given a value.
///
/// # On the struct: `#[model(..)]`
///
/// | | |
/// |---|---|
/// | `table = "users"` | the table's name; the plural of the struct's, in snake case, otherwise |
/// | `index(a, b)`, `unique(a, b)` | over several fields; also `name = ".."` |
/// | `check = "age >= 0"` | of the table; also `check(name = "..", expr = "..")` |
/// | `primary_key(a, b)` | of several fields |
/// | `strict`, `without_rowid` | the kind of table |
/// | `view` | neither written nor created |
/// | `crate = "path"` | where crocus is, if not at `::crocus` |
///
/// # On a field: `#[column(..)]`
///
/// | | |
/// |---|---|
/// | `primary_key`, `primary_key(assigned)` | an integer that the database assigns; or a key that the program gives |
/// | `autoincrement` | a key is never used twice |
/// | `unique`, `index` | of this column alone |
/// | `length = 50` | the greatest number of characters of a text |
/// | `precision = 10, scale = 2` | the digits of a `Decimal`; `storage = "integer"` for more than 15 |
/// | `default = expr` | evaluated when the struct is built; a literal is the table's default too |
/// | `db_default = "SQL"` | given by the database |
/// | `generated = "expr"` | computed by the database |
/// | `on_update = expr` | evaluated when the row really changes; on a foreign key also an action |
/// | `on_delete = Cascade` | of a foreign key: `Restrict`, `SetNull`, `SetDefault`, `NoAction` |
/// | `check = "expr"`, `collate = "NOCASE"` | as in SQL |
/// | `name = ".."`, `constant = ".."` | of the column, of its constant |
/// | `version` | the optimistic lock |
/// | `with = path` | a codec: how a field of any type is stored |
/// | `skip` | no column; `Default::default()` when the row is read |
#[proc_macro_derive(Model, attributes(model, column))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    derive::model(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a newtype, `struct Email(String);`, a type that columns can hold, stored as what it wraps.
///
/// The struct needs `Clone`; to be a primary key also `Debug`, `Eq` and `Hash`.
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    derive::column_type(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum without values a type that columns can hold, stored as the names of its variants
/// in snake case.
///
/// On the enum, `#[column_enum(rename_all = "..")]` takes `snake_case`, `SCREAMING_SNAKE_CASE`,
/// `lowercase`, `UPPERCASE`, `camelCase`, `kebab-case`, and `#[column_enum(integer)]` stores the
/// discriminants instead. On a variant, `#[column_enum(rename = "..")]`. The enum needs `Clone`.
#[proc_macro_derive(ColumnEnum, attributes(column_enum))]
pub fn derive_column_enum(input: TokenStream) -> TokenStream {
    derive::column_enum(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct with named fields readable from any result, by the names of its columns.
///
/// On a field, `#[column(..)]` knows `name`, `precision`, `scale`, `storage`, `with` and `skip`.
#[proc_macro_derive(FromRow, attributes(from_row, column))]
pub fn derive_from_row(input: TokenStream) -> TokenStream {
    derive::from_row(&parse_macro_input!(input as DeriveInput)).into()
}
