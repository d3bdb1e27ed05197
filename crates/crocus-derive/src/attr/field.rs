//! `#[column(..)]` on the field of a model.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{Expr, Field, LitStr, Type};

use super::value::{self, Number, Slot};
use crate::errors::Errors;
use crate::symbol::{
    ASSIGNED, AUTOINCREMENT, CHECK, COLLATE, COLUMN, CONSTANT, DB_DEFAULT, DEFAULT, GENERATED,
    INDEX, LENGTH, MODEL, NAME, OF_COLUMN, ON_DELETE, ON_UPDATE, PRECISION, PRIMARY_KEY, SCALE,
    SKIP, STORAGE, UNIQUE, VERSION, WITH,
};

/// `primary_key` or `primary_key(assigned)`.
pub(crate) struct KeyDraft {
    /// The program gives new rows their keys, 0 being one like any other.
    pub(crate) assigned: bool,
}

/// A field as it was written.
pub(crate) struct FieldDraft<'a> {
    pub(crate) field: &'a Field,
    pub(crate) ident: &'a Ident,
    /// Its attributes.
    pub(crate) column: ColumnDraft,
}

/// `#[column(..)]` as it was written.
#[derive(Default)]
pub(crate) struct ColumnDraft {
    pub(crate) primary_key: Slot<KeyDraft>,
    pub(crate) autoincrement: Slot<()>,
    pub(crate) unique: Slot<()>,
    pub(crate) index: Slot<()>,
    pub(crate) length: Slot<Number>,
    pub(crate) precision: Slot<Number>,
    pub(crate) scale: Slot<Number>,
    pub(crate) storage: Slot<LitStr>,
    pub(crate) default: Slot<Expr>,
    pub(crate) db_default: Slot<LitStr>,
    pub(crate) generated: Slot<LitStr>,
    pub(crate) on_update: Slot<Expr>,
    pub(crate) on_delete: Slot<Ident>,
    pub(crate) check: Slot<LitStr>,
    pub(crate) collate: Slot<LitStr>,
    pub(crate) name: Slot<LitStr>,
    pub(crate) constant: Slot<Ident>,
    pub(crate) version: Slot<()>,
    pub(crate) skip: Slot<()>,
    pub(crate) with: Slot<Type>,
}

/// Reads one field.
pub(super) fn field<'a>(errors: &Errors, field: &'a Field) -> Option<FieldDraft<'a>> {
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| *attribute.path() == MODEL)
    {
        let message = "`#[model(..)]` belongs to the struct; of a field, write `#[column(..)]`";
        errors.push(syn::Error::new_spanned(attribute.path(), message));
    }
    let mut draft = FieldDraft {
        field,
        ident: field.ident.as_ref()?,
        column: ColumnDraft::default(),
    };
    value::entries(errors, &field.attrs, COLUMN, |word, input| {
        draft.column.read(word, input)
    });
    Some(draft)
}

impl ColumnDraft {
    fn read(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let flag = |slot: &mut Slot<()>| slot.fill(word, value::flag(word, input));
        let text = |slot: &mut Slot<LitStr>| slot.fill(word, value::text(word, input));
        let number = |slot: &mut Slot<Number>| slot.fill(word, value::number(word, input));
        match word {
            word if *word == PRIMARY_KEY => {
                let option = value::option(word, input, ASSIGNED);
                let key = option.map(|option| KeyDraft {
                    assigned: option.is_some(),
                });
                self.primary_key.fill(word, key)
            }
            word if *word == AUTOINCREMENT => flag(&mut self.autoincrement),
            word if *word == UNIQUE => flag(&mut self.unique),
            word if *word == INDEX => flag(&mut self.index),
            word if *word == LENGTH => number(&mut self.length),
            word if *word == PRECISION => number(&mut self.precision),
            word if *word == SCALE => number(&mut self.scale),
            word if *word == STORAGE => text(&mut self.storage),
            word if *word == DEFAULT => self
                .default
                .fill(word, value::value(word, input, "expression")),
            word if *word == DB_DEFAULT => text(&mut self.db_default),
            word if *word == GENERATED => text(&mut self.generated),
            word if *word == ON_UPDATE => self
                .on_update
                .fill(word, value::value(word, input, "expression")),
            word if *word == ON_DELETE => self
                .on_delete
                .fill(word, value::value(word, input, "Cascade")),
            word if *word == CHECK => text(&mut self.check),
            word if *word == COLLATE => text(&mut self.collate),
            word if *word == NAME => text(&mut self.name),
            word if *word == CONSTANT => self.constant.fill(word, constant(word, input)),
            word if *word == VERSION => flag(&mut self.version),
            word if *word == SKIP => flag(&mut self.skip),
            word if *word == WITH => self
                .with
                .fill(word, value::value(word, input, "path::to::Codec")),
            word => Err(value::unknown(word, COLUMN, OF_COLUMN)),
        }
    }

    /// Whether the database assigns the keys of this column, where its type lets it.
    pub(crate) fn key_from_database(&self) -> bool {
        self.primary_key.value().is_some_and(|key| !key.assigned)
    }

    /// The attributes written on the field: each with its word and, where it was read, its place.
    pub(crate) fn written(&self) -> Vec<(&'static str, Option<Span>)> {
        fn entry<T>(
            word: crate::symbol::Symbol,
            slot: &Slot<T>,
        ) -> Option<(&'static str, Option<Span>)> {
            slot.written().then(|| (word.0, slot.span()))
        }
        [
            entry(PRIMARY_KEY, &self.primary_key),
            entry(AUTOINCREMENT, &self.autoincrement),
            entry(UNIQUE, &self.unique),
            entry(INDEX, &self.index),
            entry(LENGTH, &self.length),
            entry(PRECISION, &self.precision),
            entry(SCALE, &self.scale),
            entry(STORAGE, &self.storage),
            entry(DEFAULT, &self.default),
            entry(DB_DEFAULT, &self.db_default),
            entry(GENERATED, &self.generated),
            entry(ON_UPDATE, &self.on_update),
            entry(ON_DELETE, &self.on_delete),
            entry(CHECK, &self.check),
            entry(COLLATE, &self.collate),
            entry(NAME, &self.name),
            entry(CONSTANT, &self.constant),
            entry(VERSION, &self.version),
            entry(SKIP, &self.skip),
            entry(WITH, &self.with),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The identifier in the text after `word =`.
fn constant(word: &Ident, input: ParseStream<'_>) -> syn::Result<Ident> {
    let text = value::text(word, input)?;
    text.parse::<Ident>().map_err(|_| {
        let message = format!("`{}` cannot be the name of a constant", text.value());
        syn::Error::new(text.span(), message)
    })
}
