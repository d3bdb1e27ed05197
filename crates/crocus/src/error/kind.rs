//! What a caller decides by.

/// What went wrong, in the words a caller decides by.
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
/// use crocus::ErrorKind;
///
/// let error = User::create(User::builder().name("Ada").build(), &mut s).unwrap_err();
/// let answer = match error.kind() {
///     ErrorKind::Unique => "that name is taken",
///     _ => return Err(error),
/// };
/// assert_eq!(answer, "that name is taken");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A row that must exist does not.
    NotFound,
    /// More than one row where one was asked for.
    MultipleFound,
    /// A UNIQUE or PRIMARY KEY constraint failed.
    Unique,
    /// A FOREIGN KEY constraint failed.
    ForeignKey,
    /// A NOT NULL constraint failed.
    NotNull,
    /// A CHECK constraint failed.
    Check,
    /// A value does not fit its column: too long, out of bounds, not a number.
    Value,
    /// A row was changed or deleted since it was read.
    Stale,
    /// The database stayed locked for the whole busy timeout.
    Busy,
    /// A write where only reading is allowed.
    ReadOnly,
    /// The disk, or the database's greatest size, is full.
    Full,
    /// The file is no database, or a damaged one.
    Corrupt,
    /// A stored value is not one of the type that reads it.
    Decode,
    /// Tables or columns are missing or differ from the models.
    Schema,
    /// A migration failed.
    Migration,
    /// The program used the library against its rules.
    Misuse,
    /// SQLite ended the transaction by itself, or the statement was interrupted.
    Interrupted,
    /// Anything else that SQLite reports.
    Sqlite,
    /// The program's own error, made by [`Error::other`](crate::Error::other).
    Application,
}
