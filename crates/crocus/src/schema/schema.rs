//! A set of tables.

use super::table::TableDef;

/// The tables of an application; made by [`schema!`](crate::schema!).
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// let schema = schema![User];
/// let names: Vec<&str> = schema.tables().iter().map(|table| table.name()).collect();
/// assert_eq!(names, ["users"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Schema {
    tables: Vec<&'static TableDef>,
}

impl Schema {
    /// A schema of these tables; one named twice counts once.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// use crocus::Schema;
    ///
    /// let schema = Schema::new([User::table(), Post::table(), User::table()]);
    /// assert_eq!(schema.tables().len(), 2);
    /// ```
    pub fn new(tables: impl IntoIterator<Item = &'static TableDef>) -> Self {
        let mut schema = Schema { tables: Vec::new() };
        for table in tables {
            if !schema
                .tables
                .iter()
                .any(|known| std::ptr::eq(*known, table))
            {
                schema.tables.push(table);
            }
        }
        schema
    }

    /// Its tables, in the order they were named.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// let schema = schema![Post, User];
    /// assert_eq!(schema.tables()[0].name(), "posts");
    /// ```
    pub fn tables(&self) -> &[&'static TableDef] {
        &self.tables
    }
}
