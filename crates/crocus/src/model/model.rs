//! The trait that `#[derive(Model)]` implements.

use std::sync::atomic::{AtomicU32, Ordering};

use super::key::Key;
use crate::expr::Source;
use crate::schema::{ColumnSet, TableDef};
use crate::value::{Fault, Row, Sink, ValueRef};

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
    note = "add `#[derive(Model)]` to the struct"
)]
pub trait Model: Source<Row = Self> + Clone + Send + Sized + 'static {
    /// The type of the primary key; a tuple where it has several columns.
    type Key: Key;

    /// The columns that `#[column(on_update = ..)]` gives a new value when a row really changes.
    const ON_UPDATE: ColumnSet = ColumnSet::EMPTY;

    /// What the model says about its table.
    fn table() -> &'static TableDef;

    /// Tells this model from all others in the program.
    fn model_id() -> u32;

    /// The primary key.
    fn key(&self) -> Self::Key;

    /// Reads a row that holds all columns in their order.
    ///
    /// # Errors
    ///
    /// When a stored value is not one of its field's type.
    fn read(row: &Row<'_>) -> Result<Self, Fault>;

    /// Reads only the key of such a row.
    ///
    /// # Errors
    ///
    /// When a stored value is not one of its field's type.
    fn read_key(row: &Row<'_>) -> Result<Self::Key, Fault>;

    /// Writes one column's value.
    ///
    /// # Errors
    ///
    /// When the value does not fit the column.
    fn encode(&self, column: usize, sink: Sink<'_>) -> Result<(), Fault>;

    /// Gives one column's field the value that the database stored.
    ///
    /// # Errors
    ///
    /// When the stored value is not one of the field's type.
    fn write_back(&mut self, column: usize, value: ValueRef<'_>) -> Result<(), Fault>;

    /// The columns that would be stored differently.
    fn diff(&self, other: &Self) -> ColumnSet;

    /// Gives the columns of [`ON_UPDATE`](Model::ON_UPDATE) their new values.
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
