//! One field of a model.

use proc_macro2::Ident;
use quote::ToTokens;

use super::format::{self, Wanted};
use super::literal::literal;
use super::{conflict, key, name, reference, version};
use crate::attr::{ColumnDraft, FieldDraft};
use crate::errors::Errors;
use crate::hygiene;
use crate::ir::{Column, Field, Format, Literal, Start, Written};
use crate::place::Place;
use crate::shape::{self, Kind};

/// Which of a model's fields a field is.
#[derive(Clone, Copy)]
pub(super) struct Position<'a> {
    /// The model.
    pub(super) model: &'a Ident,
    /// Where the model stands.
    pub(super) whole: Place,
    /// The position among the columns.
    pub(super) column: usize,
    /// Whether it belongs to the primary key.
    pub(super) key: bool,
    /// Whether it is the whole primary key.
    pub(super) whole_key: bool,
}

/// What a field means.
pub(super) fn field(errors: &Errors, draft: &FieldDraft<'_>, position: Position<'_>) -> Field {
    rules(errors, draft);
    let rowid = rowid(draft, position);
    let column = if draft.column.skip.written() {
        None
    } else {
        Some(column(errors, draft, position, rowid.is_some()))
    };
    Field {
        ident: draft.ident.clone(),
        vis: draft.field.vis.clone(),
        docs: name::documented(&draft.field.attrs),
        place: position.whole.between(draft.ident, &draft.field.ty),
        place_of_type: position.whole.between(&draft.field.ty, &draft.field.ty),
        ty: hygiene::name_self_in(&draft.field.ty, position.model),
        start: start(draft, position, rowid),
        column,
    }
}

fn rules(errors: &Errors, draft: &FieldDraft<'_>) {
    if draft.column.skip.written() {
        conflict::skipped(errors, draft);
        return;
    }
    conflict::written_once(errors, draft);
    key::of_field(errors, draft);
    version::of_field(errors, draft);
}

/// Where the database assigns the key: how its field starts.
fn rowid(draft: &FieldDraft<'_>, position: Position<'_>) -> Option<Start> {
    let column = &draft.column;
    if !position.whole_key || !column.key_from_database() || column.default.written() {
        return None;
    }
    match shape::kind(&draft.field.ty) {
        Kind::Integer => Some(Start::Zero),
        Kind::Unknown => Some(Start::Unassigned),
        Kind::Text | Kind::Decimal | Kind::ForeignKey | Kind::Different => None,
    }
}

fn start(draft: &FieldDraft<'_>, position: Position<'_>, rowid: Option<Start>) -> Start {
    if draft.column.skip.written() {
        return Start::Skipped;
    }
    if draft.column.generated.written() || draft.column.db_default.written() {
        return Start::Stored;
    }
    if let Some(default) = draft.column.default.value() {
        return Start::Default(hygiene::name_self(
            default.to_token_stream(),
            position.model,
        ));
    }
    if let Some(start) = rowid {
        return start;
    }
    if shape::option(&draft.field.ty).is_some() {
        return Start::Null;
    }
    // Others are what the program gives them.
    if draft.column.version.written() && shape::kind(&draft.field.ty) == Kind::Integer {
        Start::Zero
    } else {
        Start::Required
    }
}

fn column(errors: &Errors, draft: &FieldDraft<'_>, position: Position<'_>, rowid: bool) -> Column {
    let said = &draft.column;
    let action = reference::on_update_action(draft);
    let on_update = said.on_update.value().filter(|_| action.is_none());
    let text = |slot: &crate::attr::Slot<syn::LitStr>| slot.value().map(syn::LitStr::value);
    Column {
        position: position.column,
        name: name::column_name(draft.ident, &draft.field.ty, &said.name),
        constant: name::constant(errors, draft),
        codec: said
            .with
            .value()
            .map(|codec| hygiene::name_self_in(codec, position.model)),
        format: column_format(errors, draft),
        unique: said.unique.written(),
        indexed: said.index.written(),
        key: position.key,
        version: said.version.written(),
        default: default(said),
        written: written(said, rowid),
        on_update: on_update
            .map(|expression| hygiene::name_self(expression.to_token_stream(), position.model)),
        check: text(&said.check),
        collate: text(&said.collate),
        references: reference::reference(errors, position.model, draft),
    }
}

fn column_format(errors: &Errors, draft: &FieldDraft<'_>) -> Format {
    let said = &draft.column;
    let wanted = Wanted {
        ty: &draft.field.ty,
        codec: said.with.written(),
        length: &said.length,
        precision: &said.precision,
        scale: &said.scale,
        storage: &said.storage,
        stored: true,
    };
    format::format(errors, &wanted)
}

/// The default that `CREATE TABLE` says; that of a codec is not in its stored form.
fn default(said: &ColumnDraft) -> Option<Literal> {
    if let Some(sql) = said.db_default.value() {
        return Some(Literal::Sql(sql.value()));
    }
    if said.with.written() {
        return None;
    }
    said.default.value().and_then(literal)
}

fn written(said: &ColumnDraft, rowid: bool) -> Written {
    if let Some(expression) = said.generated.value() {
        Written::Generated(expression.value())
    } else if said.db_default.written() {
        Written::Default
    } else if rowid {
        Written::Rowid
    } else {
        Written::Client
    }
}
