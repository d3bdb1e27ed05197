//! A column.

use super::foreign_key::Reference;
use crate::value::{Declared, Format};

/// What a model says about one column; written by `#[derive(Model)]`.
#[derive(Debug)]
pub struct ColumnDef {
    /// The name in the database.
    pub name: &'static str,
    /// The name of the struct's field.
    pub field: &'static str,
    /// The declared type.
    pub declared: Declared,
    /// What the column demands beyond its type.
    pub format: Format,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// UNIQUE on this column alone.
    pub unique: bool,
    /// An index on this column alone.
    pub indexed: bool,
    /// The DDL default.
    pub default: Option<DefaultValue>,
    /// Who writes it.
    pub written: Written,
    /// The optimistic lock of its table.
    pub version: bool,
    /// COLLATE.
    pub collate: Option<&'static str>,
    /// CHECK of this column: an SQL expression.
    pub check: Option<&'static str>,
    /// The table it refers to.
    pub references: Option<Reference>,
}

impl ColumnDef {
    /// A column that is declared so, and that a struct's value is sent to.
    pub const fn new(
        name: &'static str,
        field: &'static str,
        (declared, nullable): (Declared, bool),
    ) -> Self {
        ColumnDef {
            name,
            field,
            declared,
            format: Format::Plain,
            nullable,
            unique: false,
            indexed: false,
            default: None,
            written: Written::Client,
            version: false,
            collate: None,
            check: None,
            references: None,
        }
    }
}

/// A DDL default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DefaultValue {
    /// An integer, or a boolean as 0 or 1.
    Integer(i64),
    /// A floating point number.
    Real(f64),
    /// Text.
    Text(&'static str),
    /// An SQL expression such as `CURRENT_TIMESTAMP`.
    Sql(&'static str),
}

/// Who writes a column's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The struct's value is sent.
    Client,
    /// The database assigns the integer key of a row whose struct holds 0.
    Rowid,
    /// The database's default; never in an INSERT, read back afterwards.
    Default,
    /// `GENERATED ALWAYS AS (expression)`; never written, read back afterwards.
    Generated(&'static str),
}

impl Written {
    /// Who writes a primary key of this declared type that is not `assigned`: the database, if it is
    /// an INTEGER.
    pub const fn for_key(declared: Declared) -> Written {
        match declared.name.as_bytes() {
            b"INTEGER" => Written::Rowid,
            _ => Written::Client,
        }
    }
}
