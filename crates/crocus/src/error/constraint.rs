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
