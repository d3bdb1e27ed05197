//! Rules of `length`, `precision`, `scale` and `storage`.

use syn::spanned::Spanned;
use syn::{LitStr, Type};

use crate::attr::{Number, Slot};
use crate::errors::Errors;
use crate::ir::Format;
use crate::shape::{self, Kind};

/// The digits that a NUMERIC column keeps exactly.
const NUMERIC_DIGITS: u32 = 15;
/// The digits that every 64-bit integer has.
const INTEGER_DIGITS: u32 = 18;

/// What was written about the format of one column.
pub(super) struct Wanted<'a> {
    pub(super) ty: &'a Type,
    pub(super) codec: bool,
    pub(super) length: &'a Slot<Number>,
    pub(super) precision: &'a Slot<Number>,
    pub(super) scale: &'a Slot<Number>,
    pub(super) storage: &'a Slot<LitStr>,
    /// A decimal needs its precision here: it is going to be stored.
    pub(super) stored: bool,
}

/// The format of a column.
pub(super) fn format(errors: &Errors, wanted: &Wanted<'_>) -> Format {
    let kind = if wanted.codec {
        Kind::Unknown
    } else {
        shape::kind(wanted.ty)
    };
    let decimal = wanted.precision.written() || wanted.scale.written() || wanted.storage.written();
    if let Some(length) = wanted.length.value() {
        return text(errors, wanted, kind, *length);
    }
    if decimal && !matches!(kind, Kind::Decimal | Kind::Unknown) {
        let spans = [
            wanted.precision.span(),
            wanted.scale.span(),
            wanted.storage.span(),
        ];
        if let Some(span) = spans.into_iter().flatten().next() {
            errors.at(
                span,
                "precision and scale are for a `Decimal`, and this is none",
            );
        }
        return Format::Plain;
    }
    if decimal || (kind == Kind::Decimal && wanted.stored) {
        return digits(errors, wanted);
    }
    Format::Plain
}

fn text(errors: &Errors, wanted: &Wanted<'_>, kind: Kind, length: Number) -> Format {
    let span = wanted.length.span().unwrap_or(length.span);
    if !matches!(kind, Kind::Text | Kind::Unknown) {
        errors.at(span, "`length` is for text, and this field is none");
    }
    if length.number == 0 {
        errors.at(length.span, "`length` is at least 1");
    }
    Format::Text {
        length: length.number,
    }
}

fn digits(errors: &Errors, wanted: &Wanted<'_>) -> Format {
    let integer = storage(errors, wanted.storage);
    let example = "`#[column(precision = 10, scale = 2)]`";
    let (precision, scale) = match (wanted.precision, wanted.scale) {
        (
            Slot::Given {
                value: precision, ..
            },
            Slot::Given { value: scale, .. },
        ) => (*precision, *scale),
        (Slot::Absent, Slot::Absent) => {
            let message = format!("a `Decimal` needs its precision and scale: {example}");
            errors.at(wanted.ty.span(), message);
            return Format::Plain;
        }
        (Slot::Given { word, .. }, Slot::Absent) => {
            errors.at(word.span(), format!("a precision needs a scale: {example}"));
            return Format::Plain;
        }
        (Slot::Absent, Slot::Given { word, .. }) => {
            errors.at(word.span(), format!("a scale needs a precision: {example}"));
            return Format::Plain;
        }
        _ => return Format::Plain,
    };
    within(errors, precision, scale, integer);
    let byte = |number: Number| u8::try_from(number.number).unwrap_or(u8::MAX);
    Format::Decimal {
        precision: byte(precision),
        scale: byte(scale),
        integer,
    }
}

fn storage(errors: &Errors, storage: &Slot<LitStr>) -> bool {
    let Some(text) = storage.value() else {
        return false;
    };
    match text.value().as_str() {
        "integer" => true,
        "numeric" => false,
        other => {
            let message = format!("`{other}` is no storage: write \"integer\" or \"numeric\"");
            errors.at(text.span(), message);
            false
        }
    }
}

fn within(errors: &Errors, precision: Number, scale: Number, integer: bool) {
    let most = if integer {
        INTEGER_DIGITS
    } else {
        NUMERIC_DIGITS
    };
    if precision.number == 0 {
        errors.at(precision.span, "`precision` is at least 1");
    } else if precision.number > INTEGER_DIGITS || (integer && precision.number > most) {
        let message = format!("at most {INTEGER_DIGITS} digits are stored exactly");
        errors.at(precision.span, message);
    } else if precision.number > most {
        let message = format!(
            "more than {NUMERIC_DIGITS} digits are not stored exactly: \
             write `storage = \"integer\"` for up to {INTEGER_DIGITS}"
        );
        errors.at(precision.span, message);
    } else if scale.number > precision.number {
        let message = format!(
            "the scale is greater than the precision, {}",
            precision.number
        );
        errors.at(scale.span, message);
    }
}
