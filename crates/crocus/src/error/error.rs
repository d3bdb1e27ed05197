//! `Error` and `Result`.

use std::fmt;

use super::constraint::{BrokenReference, Constraint, TableNames};
use super::kind::ErrorKind;
use super::sqlite;

/// The result of everything that can fail here.
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
/// fn age_of(name: &str, s: &mut Session) -> crocus::Result<i64> {
///     Ok(User::find_one(User::name.eq(name), s)?.age)
/// }
/// assert_eq!(age_of("Ada", &mut s)?, 36);
/// assert!(age_of("eve", &mut s).is_err());
/// # Ok(())
/// # }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong: decide by [`kind`](Error::kind), print for people.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// use crocus::ErrorKind;
///
/// match User::find_one(User::name.eq("eve"), &mut s) {
///     Ok(user) => assert_eq!(user.name, "eve"),
///     Err(error) if error.kind() == ErrorKind::NotFound => {} // a case of its own
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    /// What was being done, outermost first.
    context: Vec<String>,
    statement: Option<String>,
    constraint: Option<Constraint>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    retryable: bool,
    leaves_rows: bool,
}

/// How much of a statement an error keeps, in bytes.
const STATEMENT: usize = 200;

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            context: Vec::new(),
            statement: None,
            constraint: None,
            source: None,
            retryable: matches!(kind, ErrorKind::Busy | ErrorKind::Stale),
            leaves_rows: false,
        }))
    }

    /// An error of the program's own, of kind `Application`: what a closure of
    /// [`write`](crate::Engine::write) or [`savepoint`](crate::Session::savepoint) answers to have its
    /// work undone. It comes out as it went in; `source` is the error given.
    ///
    /// Where every error is the program's, [`try_write`](crate::Engine::try_write) takes its type.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// let sold = engine.write(|s| {
    ///     let book = Book::create(Book::builder().title("Emma").build(), s)?;
    ///     if book.stock == 0 {
    ///         return Err(crocus::Error::other("nothing is in stock"));
    ///     }
    ///     Ok(())
    /// });
    /// let error = sold.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Application);
    /// assert_eq!(error.to_string(), "nothing is in stock");
    /// assert_eq!(engine.read(|s| Book::select().count(s))?, 0); // the book went with it
    /// # Ok(())
    /// # }
    /// ```
    #[cold]
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let error = error.into();
        let mut built = Error::new(ErrorKind::Application, error.to_string());
        built.0.source = Some(error);
        built
    }

    /// The program used the library against its rules.
    #[cold]
    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Misuse, message)
    }

    /// What SQLite reports, while it ran a statement.
    #[cold]
    pub(crate) fn from_sqlite(error: rusqlite::Error, statement: Option<&str>) -> Self {
        let report = sqlite::read(&error, statement.unwrap_or_default());
        let mut built = Error::new(report.kind, report.message);
        built.0.constraint = report.constraint;
        built.0.statement = statement.map(shortened);
        built.0.source = Some(Box::new(error));
        built
    }

    /// The same error, of this statement.
    #[cold]
    pub(crate) fn with_statement(mut self, statement: &str) -> Self {
        self.0.statement = Some(shortened(statement));
        self
    }

    /// The same error; trying again can help.
    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// The same error; the statement has left what it had written.
    pub(crate) fn leaving_rows(mut self) -> Self {
        self.0.leaves_rows = true;
        self
    }

    /// Whether the statement that failed has left what it had written.
    pub(crate) fn leaves_rows(&self) -> bool {
        self.0.leaves_rows
    }

    /// The same error, saying first what was being done.
    #[cold]
    pub(crate) fn with_context(mut self, context: &str) -> Self {
        self.0.context.insert(0, context.to_owned());
        self
    }

    /// The same error; the constraint's columns get the names of the model's fields.
    #[cold]
    pub(crate) fn with_fields(mut self, table: &TableNames<'_>) -> Self {
        if let Some(constraint) = &mut self.0.constraint {
            constraint.complete(table);
        }
        self
    }

    /// The same error, naming the foreign key that was broken.
    #[cold]
    pub(crate) fn with_reference(mut self, broken: BrokenReference) -> Self {
        self.0.message = format!("{}: {broken}", self.0.message);
        if let Some(constraint) = &mut self.0.constraint {
            constraint.refer(broken);
        }
        self
    }

    /// The same error; if the constraint is known to be one of this table, its columns get the names
    /// of the model's fields.
    #[cold]
    pub(crate) fn with_fields_of(self, table: &TableNames<'_>) -> Self {
        let named = self.constraint().and_then(Constraint::table);
        match named {
            Some(name) if name.eq_ignore_ascii_case(table.table) => self.with_fields(table),
            _ => self,
        }
    }

    /// What went wrong, in the words a caller decides by.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// User::create(User::builder().name("ada").build(), &mut s)?;
    /// let error = User::create(User::builder().name("ada").build(), &mut s).unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::Unique);
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The constraint that was broken, for the kinds `Unique`, `ForeignKey`, `NotNull`, `Check`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// User::create(User::builder().name("ada").build(), &mut s)?;
    /// let error = User::create(User::builder().name("ada").build(), &mut s).unwrap_err();
    /// let fields = error.constraint().map(|broken| broken.fields());
    /// assert_eq!(fields, Some(&["name".to_owned()][..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn constraint(&self) -> Option<&Constraint> {
        self.0.constraint.as_ref()
    }

    /// The statement that failed, shortened to about 200 characters.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// User::create(User::builder().name("ada").build(), &mut s)?;
    /// let error = User::create(User::builder().name("ada").build(), &mut s).unwrap_err();
    /// assert!(error.statement().is_some_and(|sql| sql.starts_with("INSERT")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// Whether the same work may succeed when it is tried again from its beginning: `Busy` and
    /// `Stale`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// User::create(User::builder().name("ada").build(), &mut s)?;
    /// let error = User::create(User::builder().name("ada").build(), &mut s).unwrap_err();
    /// assert!(!error.is_retryable()); // the name stays taken
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }
}

fn shortened(statement: &str) -> String {
    if statement.len() <= STATEMENT {
        return statement.to_owned();
    }
    let end = (0..=STATEMENT)
        .rev()
        .find(|end| statement.is_char_boundary(*end))
        .unwrap_or(0);
    format!("{}…", &statement[..end])
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for context in &self.0.context {
            write!(f, "{context}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"));
        if let Some(statement) = &self.0.statement {
            shown.field("statement", &format_args!("{statement}"));
        }
        shown.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_statement_is_cut_between_characters() {
        let statement = "ä".repeat(150);
        let cut = shortened(&statement);
        assert!(cut.len() <= STATEMENT + '…'.len_utf8() && cut.ends_with('…'));
    }

    #[test]
    fn context_stands_before_the_message_outermost_first() {
        let error = Error::misuse("why")
            .with_context("inner")
            .with_context("outer");
        assert_eq!(error.to_string(), "outer: inner: why");
    }

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
