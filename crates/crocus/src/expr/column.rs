//! Columns of models and aliases.

use std::fmt;
use std::marker::PhantomData;

use super::source::Source;
use crate::sql::Node;
use crate::value::Format;

/// A column of the model or alias `M` with values of type `T`; `#[derive(Model)]` makes one constant
/// for each field.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let adults = User::age.ge(18); // `User::age` is a `Column<User, i64>`
/// assert_eq!(User::count(adults, &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
pub struct Column<M, T> {
    pub(crate) name: &'static str,
    pub(crate) format: Format,
    pub(super) indexed: bool,
    pub(super) collation: &'static str,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M: Source, T> Column<M, T> {
    /// The column with this name in the database, for one that no field stands for.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// use crocus::Column;
    ///
    /// /// SQLite's own column, which no struct has.
    /// const ROWID: Column<User, i64> = Column::new("rowid");
    ///
    /// assert_eq!(User::filter(ROWID.eq(1)).one(&mut s)?.name, "Ada");
    /// # Ok(())
    /// # }
    /// ```
    pub const fn new(name: &'static str) -> Self {
        Column {
            name,
            format: Format::Plain,
            indexed: false,
            collation: "BINARY",
            marker: PhantomData,
        }
    }

    /// The same column, whose values are stored as this format demands.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// use crocus::{Column, Format};
    ///
    /// const NAME: Column<User, String> = Column::new("name").formatted(Format::Text { length: 3 });
    ///
    /// let error = User::select().set(NAME, "Lovelace").update(&mut s).unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::Value); // longer than three characters
    /// # Ok(())
    /// # }
    /// ```
    pub const fn formatted(self, format: Format) -> Self {
        Column { format, ..self }
    }

    /// The same column, known to take part in an index: `starts_with` then looks there.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// use crocus::Column;
    ///
    /// const EMAIL: Column<User, Option<String>> = Column::new("email");
    ///
    /// sql("CREATE INDEX by_email ON users (email)").execute(&mut s)?; // the struct does not tell of it
    /// let plan = User::filter(EMAIL.indexed().starts_with("ada@")).explain(&mut s)?;
    /// assert!(plan.iter().any(|step| step.contains("by_email")));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn indexed(self) -> Self {
        Column {
            indexed: true,
            ..self
        }
    }

    /// The same column, whose texts compare by this collation; it has to be the one that the table
    /// declares.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// use crocus::Column;
    ///
    /// #[derive(Debug, Clone, Model)]
    /// struct Account {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(collate = "NOCASE")]
    ///     email: String,
    /// }
    /// const EMAIL: Column<Account, String> = Column::new("email").collated("NOCASE");
    ///
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Account])?;
    /// # let mut s = engine.session();
    /// sql("CREATE INDEX by_email ON accounts (email)").execute(&mut s)?; // the struct does not tell of it
    /// let plan = Account::filter(EMAIL.indexed().starts_with("ada@")).explain(&mut s)?;
    /// assert!(plan.iter().any(|step| step.contains("by_email")));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn collated(self, collation: &'static str) -> Self {
        Column { collation, ..self }
    }

    /// The same column of an alias: `User::name.at(Manager)`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// alias!(Older = User);
    ///
    /// let pairs = User::select()
    ///     .join_on(Older, User::age.lt(User::age.at(Older)))
    ///     .columns((User::name, User::name.at(Older)));
    /// assert_eq!(pairs.all(&mut s)?, [("bob".to_owned(), "Ada".to_owned())]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn at<A: Source<Row = M::Row>>(self, alias: A) -> Column<A, T> {
        let _ = alias;
        Column {
            name: self.name,
            format: self.format,
            indexed: self.indexed,
            collation: self.collation,
            marker: PhantomData,
        }
    }

    pub(crate) fn to_node(self) -> Node {
        Node::Column {
            source: M::REF,
            name: self.name,
        }
    }
}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M: Source, T> fmt::Debug for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", M::REF.alias, self.name)
    }
}
