//! A column.

use super::foreign_key::Reference;
use crate::value::{Declared, Format};

/// What a model says about one column; written by `#[derive(Model)]`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// let name = &User::table().columns[1];
/// assert_eq!((name.name, name.field), ("name", "name"));
/// assert!(name.unique && !name.nullable);
/// ```
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
    #[doc(hidden)]
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
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// use crocus::schema::DefaultValue;
///
/// let age = &User::table().columns[2]; // `#[column(default = 18)]`
/// assert_eq!(age.default, Some(DefaultValue::Integer(18)));
/// ```
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
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// use crocus::schema::Written;
///
/// let [id, name, ..] = User::table().columns else { panic!("four columns") };
/// assert_eq!(id.written, Written::Rowid); // an integer key that the database assigns
/// assert_eq!(name.written, Written::Client);
/// ```
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
    #[doc(hidden)]
    pub const fn for_key(declared: Declared) -> Written {
        match declared.name.as_bytes() {
            b"INTEGER" => Written::Rowid,
            _ => Written::Client,
        }
    }
}
