//! What a derive means, once everything has been checked: expansion needs no questions.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Member, Path, Type, Visibility};

use crate::place::Place;

/// A model.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute, and they are free to combine"
)]
pub(crate) struct Model {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) vis: Visibility,
    pub(crate) krate: Option<Path>,
    pub(crate) table: String,
    pub(crate) fields: Vec<Field>,
    /// The columns of the primary key, as indexes into `fields`.
    pub(crate) key: Vec<usize>,
    pub(crate) autoincrement: bool,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    pub(crate) strict: bool,
    pub(crate) without_rowid: bool,
    pub(crate) view: bool,
}

impl Model {
    /// The fields that are columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.fields
            .iter()
            .filter_map(|field| Some((field, field.column.as_ref()?)))
    }

    /// The columns of the primary key.
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.key
            .iter()
            .filter_map(|field| self.fields.get(*field))
            .filter_map(|field| Some((field, field.column.as_ref()?)))
    }
}

/// A field of a model.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) ty: Type,
    /// From its name to the end of its type.
    pub(crate) place: Place,
    /// That of its type.
    pub(crate) place_of_type: Place,
    /// What a builder does about it.
    pub(crate) start: Start,
    /// The column it is, unless it is skipped.
    pub(crate) column: Option<Column>,
}

/// What a field holds when its builder was not given a value.
pub(crate) enum Start {
    /// There must be one.
    Required,
    /// `None`.
    Null,
    /// The value of an expression.
    Default(TokenStream),
    /// 0, of a type that is known to be an integer.
    Zero,
    /// 0, of a type that is hoped to be an integer.
    Unassigned,
    /// `Default::default()`; the builder can set it.
    Skipped,
    /// `Default::default()`, until the database's value is read back; the builder cannot set it.
    Stored,
}

/// A column.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute, and they are free to combine"
)]
pub(crate) struct Column {
    pub(crate) position: usize,
    pub(crate) name: String,
    pub(crate) constant: Ident,
    /// The `with = path`.
    pub(crate) codec: Option<Type>,
    pub(crate) format: Format,
    pub(crate) unique: bool,
    pub(crate) indexed: bool,
    pub(crate) key: bool,
    pub(crate) version: bool,
    pub(crate) default: Option<Literal>,
    pub(crate) written: Written,
    pub(crate) on_update: Option<TokenStream>,
    pub(crate) check: Option<String>,
    pub(crate) collate: Option<String>,
    pub(crate) references: Option<Reference>,
}

/// What a column demands beyond its type.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Plain,
    Text {
        length: u32,
    },
    Decimal {
        precision: u8,
        scale: u8,
        integer: bool,
    },
}

/// A default that `CREATE TABLE` can say too.
pub(crate) enum Literal {
    Integer(i64),
    Real(f64),
    Text(String),
    Sql(String),
}

/// Who writes a column.
pub(crate) enum Written {
    Client,
    Rowid,
    Default,
    Generated(String),
}

/// What a foreign key refers to.
pub(crate) struct Reference {
    pub(crate) model: Type,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
}

/// The name of a variant of `Action`.
pub(crate) struct Action(pub(crate) Ident);

/// An index or unique constraint over several columns.
pub(crate) struct Index {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<usize>,
    pub(crate) unique: bool,
}

/// A check of the table.
pub(crate) struct Check {
    pub(crate) name: Option<String>,
    pub(crate) expression: String,
}

/// A newtype.
pub(crate) struct Newtype {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) krate: Option<Path>,
    pub(crate) member: Member,
    pub(crate) inner: Type,
}

/// An enum.
pub(crate) struct Enumeration {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) krate: Option<Path>,
    pub(crate) variants: Variants,
}

/// Its variants, each with what is stored for it.
pub(crate) enum Variants {
    Text(Vec<(Ident, String)>),
    Integer(Vec<(Ident, i64)>),
}

/// A plain result struct.
pub(crate) struct ResultStruct {
    pub(crate) name: Ident,
    pub(crate) place: Place,
    pub(crate) krate: Option<Path>,
    pub(crate) fields: Vec<ResultField>,
}

/// One of its fields.
pub(crate) struct ResultField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) place_of_type: Place,
    /// The column it is read from, unless it is skipped.
    pub(crate) column: Option<ResultColumn>,
}

/// The column that a field of a result struct is read from.
pub(crate) struct ResultColumn {
    pub(crate) name: String,
    pub(crate) codec: Option<Type>,
    pub(crate) format: Format,
}
