//! The trait that `#[derive(Model)]` implements.

use std::sync::atomic::{AtomicU32, Ordering};

use super::key::Key;
use crate::expr::Source;
use crate::schema::{ColumnSet, TableDef};
use crate::value::{Fault, Reader, Row, Sink, ValueRef};

/// A struct that is one table's row; derived by `#[derive(Model)]`.
///
/// Columns are named by their position in [`table`](Model::table)`().columns`.
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
/// assert_eq!(User::table().name(), "users");
/// fn first<M: Model>(s: &mut Session) -> crocus::Result<Option<M>> {
///     M::select().first(s)
/// }
/// assert_eq!(first::<User>(&mut s)?.unwrap().name, "Ada");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(Model)]` to the struct",
    note = "on a query, `.set(column, value)` comes before `.update(&mut session)`"
)]
pub trait Model: Source<Row = Self> + Clone + Send + Sized + 'static {
    /// The type of the primary key; a tuple where it has several columns.
    type Key: Key;

    /// The columns that `#[column(on_update = ..)]` gives a new value when a row really changes.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # use crocus::chrono::{DateTime, Utc};
    /// #[derive(Debug, Clone, Model)]
    /// struct Page {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(default = Utc::now(), on_update = Utc::now())]
    ///     changed_at: DateTime<Utc>,
    /// }
    ///
    /// assert!(Page::ON_UPDATE.contains(1));
    /// ```
    const ON_UPDATE: ColumnSet = ColumnSet::EMPTY;

    /// Whether [`copy_from`](Model::copy_from) is more than a clone.
    #[doc(hidden)]
    const COPIES: bool = false;

    /// What the model says about its table.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// fn header<M: Model>() -> String {
    ///     let columns: Vec<&str> = M::table().columns.iter().map(|column| column.name).collect();
    ///     columns.join(";")
    /// }
    /// assert_eq!(header::<User>(), "id;name;age;email");
    /// ```
    fn table() -> &'static TableDef;

    /// Tells this model from all others in the program.
    #[doc(hidden)]
    fn model_id() -> u32;

    /// The primary key.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// let ada = User { id: 7, name: "ada".into(), age: 36, email: None };
    /// assert_eq!(ada.key(), 7);
    /// ```
    fn key(&self) -> Self::Key;

    /// Reads a row that holds all columns in their order.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// use crocus::{Fault, Format, Row};
    ///
    /// struct Ranked(User, i64);
    ///
    /// impl FromRow for Ranked {
    ///     fn positions(_names: &[&str]) -> Result<Vec<usize>, Fault> {
    ///         Ok(vec![User::table().columns.len()]) // the rank stands behind the columns of the user
    ///     }
    ///
    ///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
    ///         Ok(Ranked(User::read(row)?, row.get(at[0], Format::Plain)?))
    ///     }
    /// }
    ///
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// let query = sql("SELECT id, name, age, email, rank() OVER (ORDER BY age) FROM users");
    /// let ranked: Vec<Ranked> = query.all(&mut s)?;
    /// assert_eq!((ranked[0].0.name.as_str(), ranked[0].1), ("Ada", 1));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When a stored value is not one of its field's type.
    fn read(row: &Row<'_>) -> Result<Self, Fault>;

    /// Reads only the key of such a row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// # use crocus::{Fault, Row};
    /// struct Id(i64);
    ///
    /// impl FromRow for Id {
    ///     # fn positions(_: &[&str]) -> Result<Vec<usize>, Fault> { Ok(Vec::new()) }
    ///     fn from_row(row: &Row<'_>, _at: &[usize]) -> Result<Self, Fault> {
    ///         User::read_key(row).map(Id)
    ///     }
    /// }
    ///
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// assert_eq!(sql("SELECT * FROM users").all::<Id>(&mut s)?[0].0, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When a stored value is not one of its field's type.
    #[inline]
    fn read_key(row: &Row<'_>) -> Result<Self::Key, Fault> {
        let (row, table) = (&mut Reader::new(row), Self::table());
        let column = |part: usize| {
            let column = table.primary_key[part];
            (column, table.columns[column].format)
        };
        match Self::Key::read(row, column) {
            Some(key) => Ok(key),
            None => row.fault(),
        }
    }

    /// Writes one column's value.
    ///
    /// # Errors
    ///
    /// When the value does not fit the column.
    #[doc(hidden)]
    fn encode(&self, column: usize, sink: Sink<'_>) -> Result<(), Fault>;

    /// Gives one column's field the value that the database stored.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// use crocus::ValueRef;
    ///
    /// let mut ada = User::builder().name("ada").build();
    /// let age = User::table().position("age").unwrap();
    /// ada.write_back(age, ValueRef::Integer(36)).unwrap();
    /// assert_eq!(ada.age, 36);
    /// ```
    ///
    /// # Errors
    ///
    /// When the stored value is not one of the field's type.
    fn write_back(&mut self, column: usize, value: ValueRef<'_>) -> Result<(), Fault>;

    /// The columns that would be stored differently.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// let ada = User { id: 1, name: "ada".into(), age: 36, email: None };
    /// let later = User { age: 37, email: Some("ada@example.com".into()), ..ada.clone() };
    /// assert_eq!(ada.diff(&later).iter().collect::<Vec<_>>(), [2, 3]); // `age` and `email`
    /// ```
    fn diff(&self, other: &Self) -> ColumnSet;

    /// Makes the struct equal to another one, in the memory that it has.
    #[doc(hidden)]
    fn copy_from(&mut self, other: &Self) {
        self.clone_from(other);
    }

    /// Gives the columns of [`ON_UPDATE`](Model::ON_UPDATE) their new values.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # use crocus::chrono::{DateTime, Utc};
    /// #[derive(Debug, Clone, Model)]
    /// struct Page {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(default = Utc::now(), on_update = Utc::now())]
    ///     changed_at: DateTime<Utc>,
    /// }
    ///
    /// let mut page = Page { id: 1, changed_at: DateTime::UNIX_EPOCH };
    /// page.on_update(); // a flush does this for rows that really change
    /// assert!(page.changed_at > DateTime::UNIX_EPOCH);
    /// ```
    fn on_update(&mut self) {}
}

/// A number that tells one model from all others; a `static` of each derived model.
///
/// It stands beside the table, not in it: what is read from a table is known when a program is compiled
/// only as long as nothing in a table can change.
#[derive(Debug)]
pub struct ModelId(AtomicU32);

static NEXT: AtomicU32 = AtomicU32::new(1);

impl ModelId {
    /// A model without a number yet.
    #[expect(
        clippy::new_without_default,
        reason = "made once per model by generated code"
    )]
    pub const fn new() -> Self {
        ModelId(AtomicU32::new(0))
    }

    /// The number, given when first asked for: small and dense, so that it can index a table.
    #[inline]
    pub fn get(&self) -> u32 {
        match self.0.load(Ordering::Relaxed) {
            0 => self.assign(),
            id => id - 1,
        }
    }

    #[cold]
    fn assign(&self) -> u32 {
        let fresh = NEXT.fetch_add(1, Ordering::Relaxed);
        match self
            .0
            .compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed)
        {
            Ok(_) => fresh - 1,
            Err(given) => given - 1,
        }
    }
}
