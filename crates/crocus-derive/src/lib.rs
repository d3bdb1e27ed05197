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
/// ```
/// use crocus::prelude::*;
///
/// #[derive(Debug, Clone, Model)]
/// #[model(table = "people", unique(tenant, name), check = "age >= 0")]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     tenant: i64,
///     #[column(length = 50)]
///     name: String,
///     #[column(default = 18)]
///     age: i32,
///     email: Option<String>,
/// }
///
/// # fn main() -> crocus::Result<()> {
/// let engine = Engine::memory()?;
/// engine.create_all(&schema![User])?;
/// let mut s = engine.session();
/// let ada = User::builder().tenant(1).name("Ada").build(); // `age` has a default, `email` may be NULL
/// User::create(ada, &mut s)?;
/// assert_eq!(User::find_one(User::name.eq("Ada"), &mut s)?.age, 18);
/// # Ok(())
/// # }
/// ```
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
/// | `version` | the optimistic lock: an integer counts the changes of its row, a time (with `on_update`) or a hash is what the program makes it |
/// | `with = path` | a codec: how a field of any type is stored |
/// | `skip` | no column; `Default::default()` when the row is read |
#[proc_macro_derive(Model, attributes(model, column))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    derive::model(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a newtype, `struct Email(String);`, a type that columns can hold, stored as what it wraps.
///
/// The struct needs `Clone`; to be a primary key also `Debug`, `Eq` and `Hash`.
///
/// ```
/// use crocus::prelude::*;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ColumnType)]
/// struct UserId(i64);
///
/// #[derive(Debug, Clone, PartialEq, ColumnType)]
/// struct Email(String);
///
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: UserId,
///     email: Email,
/// }
///
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// let user = User::create(User::builder().email(Email("ada@example.com".into())).build(), &mut s)?;
/// assert_eq!(user.id, UserId(1));
/// assert!(User::exists(User::email.ends_with("@example.com"), &mut s)?);
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// use crocus::prelude::*;
///
/// #[derive(Debug, Clone, Copy, PartialEq, ColumnEnum)]
/// enum Role {
///     Guest, // 'guest'
///     #[column_enum(rename = "root")]
///     Admin,
/// }
///
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     #[column(default = Role::Guest)]
///     role: Role,
/// }
///
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// User::insert_all([User::builder().role(Role::Admin).build(), User::builder().build()]).execute(&mut s)?;
/// assert_eq!(User::count(User::role.eq(Role::Admin), &mut s)?, 1);
/// let stored: Vec<String> = sql("SELECT role FROM users ORDER BY id").all(&mut s)?;
/// assert_eq!(stored, ["root", "guest"]);
/// # Ok(())
/// # }
/// ```
#[proc_macro_derive(ColumnEnum, attributes(column_enum))]
pub fn derive_column_enum(input: TokenStream) -> TokenStream {
    derive::column_enum(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct with named fields readable from any result, by the names of its columns.
///
/// On a field, `#[column(..)]` knows `name`, `precision`, `scale`, `storage`, `with` and `skip`.
///
/// A typed query is read so by `.into_rows()`, where `.label(..)` names an expression.
///
/// ```
/// use crocus::prelude::*;
///
/// #[derive(Debug, PartialEq, FromRow)]
/// struct Sales {
///     region: String,
///     #[column(name = "n")]
///     orders: i64,
/// }
///
/// # fn main() -> crocus::Result<()> {
/// # let mut s = Engine::memory()?.session();
/// let sales: Vec<Sales> = sql("SELECT 7 AS n, 'north' AS region").all(&mut s)?;
/// assert_eq!(sales, [Sales { region: "north".into(), orders: 7 }]);
///
/// # #[derive(Debug, Clone, Model)]
/// # struct Order { #[column(primary_key)] id: i64, region: String }
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Order])?;
/// # let mut s = engine.session();
/// # Order::create(Order::builder().region("south").build(), &mut s)?;
/// let query = Order::select().group_by(Order::region).columns((Order::region, count_all().label("n")));
/// let sales: Vec<Sales> = query.into_rows().all(&mut s)?;
/// assert_eq!(sales, [Sales { region: "south".into(), orders: 1 }]);
/// # Ok(())
/// # }
/// ```
#[proc_macro_derive(FromRow, attributes(from_row, column))]
pub fn derive_from_row(input: TokenStream) -> TokenStream {
    derive::from_row(&parse_macro_input!(input as DeriveInput)).into()
}
