//! Rules about attributes of one field that exclude each other.

use proc_macro2::Span;

use crate::attr::FieldDraft;
use crate::errors::Errors;
use crate::shape::{self, Kind};

/// Reports attributes that contradict each other or the type of their field.
pub(super) fn conflicts(errors: &Errors, draft: &FieldDraft<'_>) {
    if draft.skip.written() {
        skipped(errors, draft);
        return;
    }
    written_once(errors, draft);
    keys(errors, draft);
    version(errors, draft);
}

/// A skipped field is no column, so nothing can be said about its column.
fn skipped(errors: &Errors, draft: &FieldDraft<'_>) {
    for (word, span) in draft.written() {
        if let (Some(span), true) = (span, word != "skip") {
            let message = format!("a skipped field is no column, so `{word}` says nothing");
            errors.at(span, message);
        }
    }
}

/// A value comes from the struct, from the database's default, or from an expression.
fn written_once(errors: &Errors, draft: &FieldDraft<'_>) {
    let written = draft.written();
    let place = |word: &str| {
        written
            .iter()
            .find(|(other, _)| *other == word)
            .map(|(_, span)| *span)
    };
    let exclude = |word: &str, others: &[&str], why: &str| {
        if place(word).is_none() {
            return;
        }
        for other in others {
            if let Some(Some(span)) = place(other) {
                errors.at(span, format!("`{other}` contradicts `{word}`: {why}"));
            }
        }
    };
    let never = [
        "default",
        "db_default",
        "on_update",
        "version",
        "primary_key",
    ];
    exclude(
        "generated",
        &never,
        "the database computes the value, always",
    );
    let never = ["default", "on_update", "version", "primary_key"];
    exclude(
        "db_default",
        &never,
        "the database gives the value of a new row",
    );
}

fn keys(errors: &Errors, draft: &FieldDraft<'_>) {
    let ty = &draft.field.ty;
    let kind = shape::kind(ty);
    let key = draft.primary_key.value();
    if let (Some(span), true) = (draft.primary_key.span(), shape::option(ty).is_some()) {
        errors.at(span, "a primary key is never NULL: its type is no `Option`");
    }
    if let (Some(span), true) = (draft.with.span(), draft.primary_key.written()) {
        let message = "a primary key has no codec: derive `ColumnType` for a newtype instead";
        errors.at(span, message);
    }
    let from_database = key.is_some_and(|key| !key.assigned);
    if let (Some(span), true, Kind::Integer) = (draft.default.span(), from_database, kind) {
        let message = "the database assigns this key, so its default is never used: \
                       write `primary_key(assigned)`, or leave the default out";
        errors.at(span, message);
    }
    autoincrement(
        errors,
        draft,
        from_database && !matches!(kind, Kind::Text),
        kind,
    );
}

fn autoincrement(errors: &Errors, draft: &FieldDraft<'_>, from_database: bool, kind: Kind) {
    let Some(span) = draft.autoincrement.span() else {
        return;
    };
    let integer = matches!(kind, Kind::Integer | Kind::Unknown) && !draft.default.written();
    if (!from_database || !integer)
        && (draft.primary_key.value().is_some() || !draft.primary_key.written())
    {
        let message = "`autoincrement` needs an integer key that the database assigns: \
                       `#[column(primary_key, autoincrement)] id: i64`";
        errors.at(span, message);
    }
}

fn version(errors: &Errors, draft: &FieldDraft<'_>) {
    let Some(span): Option<Span> = draft.version.span() else {
        return;
    };
    if shape::option(&draft.field.ty).is_some() {
        errors.at(span, "a version is never NULL: its type is no `Option`");
    } else if !shape::tells_versions_apart(&draft.field.ty) && !draft.with.written() {
        let message = "a version counts changes (`version: i64`), or is a time or a text that the \
                       program changes: this type has too few values";
        errors.at(span, message);
    }
    if draft.primary_key.written() {
        errors.at(
            span,
            "a primary key is no version: it does not change with its row",
        );
    }
}
