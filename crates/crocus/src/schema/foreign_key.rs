//! References between tables.

use super::table::TableDef;

/// How far references are followed from table to table: they may go in circles.
pub(crate) const MOST_HOPS: usize = 32;

/// A foreign key of one column.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// use crocus::schema::Action;
///
/// let author = Post::table().columns[2].references.unwrap();
/// assert_eq!((author.table)().name(), "users");
/// assert_eq!(author.on_delete, Action::Cascade);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// The table it refers to; a function, because tables may refer to each other in circles.
    pub table: fn() -> &'static TableDef,
    /// What happens with this row when that one is deleted.
    pub on_delete: Action,
    /// What happens with this row when that one's key changes.
    pub on_update: Action,
}

/// What the database does with a row whose reference goes away.
///
/// ```
/// # use crocus::prelude::*;
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
/// }
///
/// #[derive(Debug, Clone, Model)]
/// struct Post {
///     #[column(primary_key)]
///     id: i64,
///     #[column(on_delete = Cascade)] // goes with its author
///     author: ForeignKey<User>,
///     #[column(on_delete = SetNull)]
///     editor: Option<ForeignKey<User>>,
/// }
///
/// let author = Post::table().columns[1].references.unwrap();
/// assert_eq!(author.on_delete, crocus::schema::Action::Cascade);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Action {
    /// Refuse, when the statement or the transaction ends.
    #[default]
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Delete, or change, this row too.
    Cascade,
    /// Set the reference to NULL.
    SetNull,
    /// Set the reference to its default.
    SetDefault,
}
