//! `#[model(..)]`, and the whole of what a model says.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{DeriveInput, LitStr, Path, Token, parenthesized};

use super::field::{self, FieldDraft};
use super::structure;
use super::value::{self, Slot};
use crate::errors::Errors;
use crate::symbol::{
    CHECK, COLUMN, CRATE, EXPR, INDEX, MODEL, NAME, OF_MODEL, PRIMARY_KEY, STRICT, TABLE, UNIQUE,
    VIEW, WITHOUT_ROWID,
};

/// A model as it was written.
pub(crate) struct Draft<'a> {
    /// The struct.
    pub(crate) input: &'a DeriveInput,
    /// Its own attributes.
    pub(crate) container: ContainerDraft,
    /// Its fields.
    pub(crate) fields: Vec<FieldDraft<'a>>,
}

/// `#[model(..)]` as it was written.
#[derive(Default)]
pub(crate) struct ContainerDraft {
    pub(crate) table: Slot<LitStr>,
    pub(crate) primary_key: Slot<Vec<Ident>>,
    pub(crate) indexes: Vec<IndexDraft>,
    pub(crate) checks: Vec<CheckDraft>,
    pub(crate) strict: Slot<()>,
    pub(crate) without_rowid: Slot<()>,
    pub(crate) view: Slot<()>,
    pub(crate) krate: Slot<Path>,
}

/// `index(a, b)` or `unique(a, b)`.
pub(crate) struct IndexDraft {
    pub(crate) unique: bool,
    pub(crate) fields: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
}

/// `check = ".."` or `check(name = "..", expr = "..")`.
pub(crate) struct CheckDraft {
    pub(crate) name: Option<LitStr>,
    pub(crate) expression: LitStr,
}

/// Reads a model; `None` where there is no struct to read.
pub(crate) fn model<'a>(errors: &Errors, input: &'a DeriveInput) -> Option<Draft<'a>> {
    let fields = structure::plain(errors, input, "Model")?;
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| *attribute.path() == COLUMN)
    {
        let message = "`#[column(..)]` belongs to a field; of the struct, write `#[model(..)]`";
        errors.push(syn::Error::new_spanned(attribute.path(), message));
    }
    let container = container(errors, input);
    let fields = fields
        .named
        .iter()
        .filter_map(|field| field::field(errors, field))
        .collect();
    Some(Draft {
        input,
        container,
        fields,
    })
}

fn container(errors: &Errors, input: &DeriveInput) -> ContainerDraft {
    let mut draft = ContainerDraft::default();
    value::entries(errors, &input.attrs, MODEL, |word, input| {
        draft.read(word, input)
    });
    draft
}

impl ContainerDraft {
    fn read(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        if *word == TABLE {
            self.table.fill(word, value::text(word, input))
        } else if *word == PRIMARY_KEY {
            let fields = value::idents(word, input).map(|(fields, _)| fields);
            self.primary_key.fill(word, fields)
        } else if *word == INDEX || *word == UNIQUE {
            let (fields, name) = value::idents(word, input)?;
            self.indexes.push(IndexDraft {
                unique: *word == UNIQUE,
                fields,
                name,
            });
            Ok(())
        } else if *word == CHECK {
            self.checks.push(check(word, input)?);
            Ok(())
        } else if *word == STRICT {
            self.strict.fill(word, value::flag(word, input))
        } else if *word == WITHOUT_ROWID {
            self.without_rowid.fill(word, value::flag(word, input))
        } else if *word == VIEW {
            self.view.fill(word, value::flag(word, input))
        } else if *word == CRATE {
            self.krate.fill(word, structure::path(word, input))
        } else {
            Err(value::unknown(word, MODEL, OF_MODEL))
        }
    }
}

fn check(word: &Ident, input: ParseStream<'_>) -> syn::Result<CheckDraft> {
    if !input.peek(syn::token::Paren) {
        return Ok(CheckDraft {
            name: None,
            expression: value::text(word, input)?,
        });
    }
    let inner;
    parenthesized!(inner in input);
    let (mut name, mut expression) = (Slot::Absent, Slot::Absent);
    while !inner.is_empty() {
        let part: Ident = inner.parse()?;
        if part == NAME {
            name.fill(&part, value::text(&part, &inner))?;
        } else if part == EXPR {
            expression.fill(&part, value::text(&part, &inner))?;
        } else {
            return Err(value::unknown(&part, CHECK, &[NAME, EXPR]));
        }
        if !inner.is_empty() {
            inner.parse::<Token![,]>()?;
        }
    }
    match expression.value() {
        Some(expression) => Ok(CheckDraft {
            name: name.value().cloned(),
            expression: expression.clone(),
        }),
        None => Err(wanting(word.span())),
    }
}

fn wanting(span: Span) -> syn::Error {
    syn::Error::new(
        span,
        "this check has no expression: `check(name = \"..\", expr = \"..\")`",
    )
}
