//! Which constraint a statement broke.

/// The kind of a broken constraint.
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
/// let twice = User::create(User::builder().name("Ada").build(), &mut s).unwrap_err();
/// let constraint = twice.constraint().unwrap();
/// assert_eq!(constraint.kind(), crocus::ConstraintKind::Unique);
/// assert_eq!((constraint.table(), constraint.columns()), (Some("users"), &["name".to_owned()][..]));
/// assert_eq!(constraint.fields(), ["name"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// PRIMARY KEY.
    PrimaryKey,
    /// UNIQUE, as a constraint or as an index.
    Unique,
    /// FOREIGN KEY.
    ForeignKey,
    /// NOT NULL.
    NotNull,
    /// CHECK.
    Check,
}

/// The constraint that a statement broke, as far as SQLite and the models tell.
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
/// if let Some(broken) = error.constraint() {
///     assert_eq!(broken.kind(), crocus::ConstraintKind::Unique);
///     assert_eq!((broken.table(), broken.columns()), (Some("users"), &["name".to_owned()][..]));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    pub(crate) kind: ConstraintKind,
    pub(crate) name: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) parent: Option<String>,
    pub(crate) key: Option<String>,
    /// The columns as SQLite lists them, each behind its table and a point; names may hold both.
    pub(crate) listed: Option<String>,
}

/// What is known of a broken foreign key.
#[derive(Debug)]
pub(crate) struct BrokenReference {
    /// The table that refers.
    pub(crate) table: String,
    /// Its columns.
    pub(crate) columns: Vec<String>,
    /// The table it refers to.
    pub(crate) parent: String,
    /// The key, as SQL writes it.
    pub(crate) key: Option<String>,
    /// Whether the row that is referred to was to be deleted, and not missing all along.
    pub(crate) deleted: bool,
}

impl std::fmt::Display for BrokenReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.columns.join(", ");
        write!(f, "`{}.{columns}`", self.table)?;
        if let Some(key) = &self.key {
            write!(f, " = {key}")?;
        }
        if self.deleted {
            write!(f, " still refers to the row of `{}`", self.parent)
        } else {
            write!(f, " refers to no row of `{}`", self.parent)
        }
    }
}

impl Constraint {
    /// Which kind of constraint it is.
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
    /// use crocus::ConstraintKind;
    ///
    /// let error = User::create(User::builder().name("Ada").build(), &mut s).unwrap_err();
    /// let broken = error.constraint().map(crocus::Constraint::kind);
    /// assert_eq!(broken, Some(ConstraintKind::Unique));
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind(&self) -> ConstraintKind {
        self.kind
    }

    /// Its name, where it has one and SQLite reports it.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// #[derive(Debug, Clone, Model)]
    /// #[model(check(name = "order_of_days", expr = "start <= stop"))]
    /// struct Stay { #[column(primary_key)] id: i64, start: i64, stop: i64 }
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Stay])?;
    /// # let mut s = engine.session();
    ///
    /// let error = Stay::create(Stay { id: 0, start: 5, stop: 3 }, &mut s).unwrap_err();
    /// assert_eq!(error.constraint().and_then(|broken| broken.name()), Some("order_of_days"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The table, where known; of a foreign key the one that refers to the other.
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
    /// let error = User::create(User::builder().name("Ada").build(), &mut s).unwrap_err();
    /// assert_eq!(error.constraint().and_then(|broken| broken.table()), Some("users"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn table(&self) -> Option<&str> {
        self.table.as_deref()
    }

    /// The columns, by their names in the database.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let error = Post::create(Post::builder().title("Notes").author(7).build(), &mut s).unwrap_err();
    /// assert_eq!(error.constraint().unwrap().columns(), ["author_id"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The fields of the model, in the order of [`columns`](Constraint::columns); empty where
    /// the session has not met the model of the table.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let error = Post::create(Post::builder().title("Notes").author(7).build(), &mut s).unwrap_err();
    /// assert_eq!(error.constraint().unwrap().fields(), ["author"]); // what a form would mark
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The table that a foreign key refers to.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let error = Post::create(Post::builder().title("Notes").author(7).build(), &mut s).unwrap_err();
    /// assert_eq!(error.constraint().and_then(|broken| broken.parent()), Some("users"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn parent(&self) -> Option<&str> {
        self.parent.as_deref()
    }

    /// The key that a foreign key refers to, as SQL writes it: `7`, `'x'`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let error = Post::create(Post::builder().title("Notes").author(7).build(), &mut s).unwrap_err();
    /// assert_eq!(error.constraint().and_then(|broken| broken.key()), Some("7"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

/// What a model calls its table and columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableNames<'a> {
    /// The table's name in the database.
    pub(crate) table: &'a str,
    /// The columns' names in the database, and the fields'.
    pub(crate) columns: &'a dyn ColumnNames,
}

/// Knows the field of a column.
pub(crate) trait ColumnNames: std::fmt::Debug {
    /// The struct's field that holds the column.
    fn field(&self, column: &str) -> Option<&str>;
    /// The columns of the index or constraint with this name.
    fn columns_of(&self, constraint: &str) -> Vec<String>;
}

impl Constraint {
    /// Adds what was found out of a foreign key.
    pub(super) fn refer(&mut self, broken: BrokenReference) {
        self.table = Some(broken.table);
        self.columns = broken.columns;
        self.parent = Some(broken.parent);
        self.key = broken.key;
    }

    /// Adds what the model knows: fields, and the table where SQLite names none.
    pub(super) fn complete(&mut self, names: &TableNames<'_>) {
        if let Some(columns) = self.listed.as_deref().and_then(|list| listed(list, names)) {
            self.table = Some(names.table.to_owned());
            self.columns = columns;
        }
        let table = self.table.get_or_insert_with(|| names.table.to_owned());
        if !table.eq_ignore_ascii_case(names.table) {
            return;
        }
        if let (true, Some(name)) = (self.columns.is_empty(), &self.name) {
            self.columns = names.columns.columns_of(name);
        }
        let fields = self
            .columns
            .iter()
            .filter_map(|column| names.columns.field(column));
        self.fields = fields.map(str::to_owned).collect();
    }
}

/// The columns of a list, if all are of this table.
fn listed(list: &str, names: &TableNames<'_>) -> Option<Vec<String>> {
    let start = format!("{}.", names.table);
    let between = format!(", {start}");
    let columns = list.strip_prefix(&start)?.split(&between);
    columns
        .map(|column| names.columns.field(column).map(|_| column.to_owned()))
        .collect()
}
