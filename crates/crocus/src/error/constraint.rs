//! Which constraint a statement broke.

/// The kind of a broken constraint.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    pub(crate) kind: ConstraintKind,
    pub(crate) name: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) fields: Vec<String>,
}

impl Constraint {
    /// Which kind of constraint it is.
    pub fn kind(&self) -> ConstraintKind {
        self.kind
    }

    /// Its name, where it has one and SQLite reports it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The table, where known.
    pub fn table(&self) -> Option<&str> {
        self.table.as_deref()
    }

    /// The columns, by their names in the database.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The fields of the model, in the order of [`columns`](Constraint::columns).
    pub fn fields(&self) -> &[String] {
        &self.fields
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
    /// Adds what the model knows: fields, and the table where SQLite names none.
    pub(super) fn complete(&mut self, names: &TableNames<'_>) {
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
