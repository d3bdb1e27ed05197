//! Rules about attributes of one field that exclude each other.

use crate::attr::FieldDraft;
use crate::errors::Errors;

/// A skipped field is no column, so nothing can be said about its column.
pub(super) fn skipped(errors: &Errors, draft: &FieldDraft<'_>) {
    for (word, span) in draft.column.written() {
        if let (Some(span), true) = (span, word != "skip") {
            let message = format!("a skipped field is no column, so `{word}` says nothing");
            errors.at(span, message);
        }
    }
}

/// A value comes from the struct, from the database's default, or from an expression.
pub(super) fn written_once(errors: &Errors, draft: &FieldDraft<'_>) {
    let written = draft.column.written();
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
