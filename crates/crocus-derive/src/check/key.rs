//! Rules of the primary key.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

use super::index;
use crate::attr::{ColumnDraft, Draft, FieldDraft};
use crate::errors::Errors;
use crate::shape::{self, Kind};

/// The greatest number of columns that a key can have.
const MOST_PARTS: usize = 4;

/// The fields of the primary key, as positions in the struct.
pub(super) fn key(errors: &Errors, draft: &Draft<'_>) -> Vec<usize> {
    let marked: Vec<usize> = positions(draft, |field| field.column.primary_key.written());
    if draft.container.primary_key.written() {
        return composite(errors, draft, &marked);
    }
    match marked[..] {
        [] => missing(errors, draft),
        [_] => without_rowid(errors, draft, &marked),
        [_, ..] => several(errors, draft, &marked),
    }
    marked
}

fn positions(draft: &Draft<'_>, wanted: impl Fn(&FieldDraft<'_>) -> bool) -> Vec<usize> {
    let fields = draft.fields.iter().enumerate();
    fields
        .filter(|(_, field)| wanted(field))
        .map(|(position, _)| position)
        .collect()
}

fn missing(errors: &Errors, draft: &Draft<'_>) {
    let name = &draft.input.ident;
    let advice = match draft.fields.iter().find(|field| *field.ident == "id") {
        Some(_) => "mark the field `id` with `#[column(primary_key)]`",
        None if draft.container.view.written() => {
            "mark the fields that tell its rows apart, one with `#[column(primary_key)]`, \
             several with `#[model(primary_key(..))]`"
        }
        None => "add `#[column(primary_key)] id: i64`",
    };
    errors.at(
        name.span(),
        format!("`{name}` has no primary key: {advice}"),
    );
}

fn several(errors: &Errors, draft: &Draft<'_>, marked: &[usize]) {
    let fields: Vec<&FieldDraft<'_>> = marked
        .iter()
        .filter_map(|position| draft.fields.get(*position))
        .collect();
    let names: Vec<String> = fields
        .iter()
        .map(|field| field.ident.unraw().to_string())
        .collect();
    let message = format!(
        "a second primary key: for a key of several columns write \
         `#[model(primary_key({}))]` on the struct",
        names.join(", ")
    );
    for field in fields.iter().skip(1) {
        if let Some(span) = field.column.primary_key.span() {
            errors.at(span, &message);
        }
    }
}

fn composite(errors: &Errors, draft: &Draft<'_>, marked: &[usize]) -> Vec<usize> {
    let name = &draft.input.ident;
    for field in marked
        .iter()
        .filter_map(|position| draft.fields.get(*position))
    {
        if let Some(span) = field.column.primary_key.span() {
            let message = "the struct names its primary key already: `#[model(primary_key(..))]`";
            errors.at(span, message);
        }
    }
    let Some(idents) = draft.container.primary_key.value() else {
        return Vec::new();
    };
    if let [only] = &idents[..] {
        let message =
            format!("a key of one column is written on it: `#[column(primary_key)] {only}`");
        errors.at(only.span(), message);
    }
    if let Some(extra) = idents.get(MOST_PARTS) {
        let message = format!("a key has at most {MOST_PARTS} columns");
        errors.at(extra.span(), message);
    }
    let key = index::fields(errors, draft, idents);
    for position in &key {
        if let (Some(field), Some(ident)) = (
            draft.fields.get(*position),
            idents.iter().find(|ident| named(draft, *position, ident)),
        ) {
            part(errors, field, ident);
        }
    }
    if let (true, Some(span)) = (key.is_empty(), draft.container.primary_key.span()) {
        errors.at(span, format!("`{name}` has no primary key"));
    }
    key
}

fn named(draft: &Draft<'_>, position: usize, ident: &Ident) -> bool {
    draft
        .fields
        .get(position)
        .is_some_and(|field| field.ident == ident)
}

fn part(errors: &Errors, field: &FieldDraft<'_>, ident: &Ident) {
    let (said, at) = (&field.column, ident.span());
    key_column(errors, field, Some(at), said.with.written().then_some(at));
    if said.generated.written() || said.db_default.written() || said.version.written() {
        errors.at(at, "a column of the primary key is written by the program");
    }
}

/// What holds for each column of a key; `key` is where it is said to be one, `codec` where it is given a
/// codec.
fn key_column(errors: &Errors, field: &FieldDraft<'_>, key: Option<Span>, codec: Option<Span>) {
    if let (Some(span), true) = (key, shape::option(&field.field.ty).is_some()) {
        errors.at(span, "a primary key is never NULL: its type is no `Option`");
    }
    if let Some(span) = codec {
        let message = "a primary key has no codec: derive `ColumnType` for a newtype instead";
        errors.at(span, message);
    }
}

/// What a field says about itself as the key.
pub(super) fn of_field(errors: &Errors, draft: &FieldDraft<'_>) {
    let (said, kind) = (&draft.column, shape::kind(&draft.field.ty));
    if said.primary_key.written() {
        key_column(errors, draft, said.primary_key.span(), said.with.span());
    }
    let from_database = said.key_from_database();
    if let (Some(span), true, Kind::Integer) = (said.default.span(), from_database, kind) {
        let message = "the database assigns this key, so its default is never used: \
                       write `primary_key(assigned)`, or leave the default out";
        errors.at(span, message);
    }
    autoincrement(errors, said, kind);
}

fn autoincrement(errors: &Errors, said: &ColumnDraft, kind: Kind) {
    let Some(span) = said.autoincrement.span() else {
        return;
    };
    let integer = matches!(kind, Kind::Integer | Kind::Unknown) && !said.default.written();
    // What is wrong with a key that could not be read is told already.
    let read = said.primary_key.value().is_some() || !said.primary_key.written();
    if (!said.key_from_database() || !integer) && read {
        let message = "`autoincrement` needs an integer key that the database assigns: \
                       `#[column(primary_key, autoincrement)] id: i64`";
        errors.at(span, message);
    }
}

/// A table without rowids has none to assign.
fn without_rowid(errors: &Errors, draft: &Draft<'_>, key: &[usize]) {
    let Some(span) = draft.container.without_rowid.span() else {
        return;
    };
    for field in key
        .iter()
        .filter_map(|position| draft.fields.get(*position))
    {
        let (said, ty) = (&field.column, &field.field.ty);
        if said.autoincrement.written() {
            errors.at(span, "a table without rowid has no `autoincrement`");
        } else if said.key_from_database() && shape::kind(ty) == Kind::Integer {
            let message = "a table without rowid assigns no keys: write `primary_key(assigned)`";
            errors.at(said.primary_key.span().unwrap_or(span), message);
        }
    }
}
