//! Rules of versions.

use crate::attr::{Draft, FieldDraft};
use crate::errors::Errors;
use crate::shape;

/// What a field says about itself as the version.
pub(super) fn of_field(errors: &Errors, draft: &FieldDraft<'_>) {
    let Some(span) = draft.column.version.span() else {
        return;
    };
    if shape::option(&draft.field.ty).is_some() {
        errors.at(span, "a version is never NULL: its type is no `Option`");
    } else if !shape::tells_versions_apart(&draft.field.ty) && !draft.column.with.written() {
        let message = "a version counts changes (`version: i64`), or is a time or a text that the \
                       program changes: this type has too few values";
        errors.at(span, message);
    }
    if draft.column.primary_key.written() {
        errors.at(
            span,
            "a primary key is no version: it does not change with its row",
        );
    }
}

/// Reports every version but the first.
pub(super) fn only_one(errors: &Errors, draft: &Draft<'_>) {
    for field in draft
        .fields
        .iter()
        .filter(|field| field.column.version.written())
        .skip(1)
    {
        if let Some(span) = field.column.version.span() {
            errors.at(span, "a second version: a table has one");
        }
    }
}
