//! Enums.

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Fields, Ident};

use super::literal::literal;
use crate::attr::{EnumDraft, VariantDraft};
use crate::case::Rule;
use crate::errors::Errors;
use crate::ir::{Enumeration, Literal, Variants};
use crate::place::Place;

/// What an enum means; whatever is reported on the way, the caller looks at `errors`.
pub(crate) fn enumeration(errors: &Errors, draft: &EnumDraft<'_>) -> Enumeration {
    let name = &draft.input.ident;
    if draft.variants.is_empty() {
        errors.at(
            name.span(),
            format!("`{name}` has no variants, so no column can hold one"),
        );
    }
    for variant in &draft.variants {
        unit(errors, variant);
    }
    let variants = if draft.integer.written() {
        integers(errors, draft)
    } else {
        texts(errors, draft)
    };
    Enumeration {
        name: name.clone(),
        place: Place::of(draft.input),
        krate: draft.krate.value().cloned(),
        variants,
    }
}

fn unit(errors: &Errors, variant: &VariantDraft<'_>) {
    if !matches!(variant.variant.fields, Fields::Unit) {
        let ident = &variant.variant.ident;
        let message = format!("`{ident}` holds values; a column stores only which variant it is");
        errors.at(ident.span(), message);
    }
}

fn texts(errors: &Errors, draft: &EnumDraft<'_>) -> Variants {
    let rule = draft.rename_all.value().copied().unwrap_or(Rule::Snake);
    let mut seen: BTreeMap<String, &Ident> = BTreeMap::new();
    let mut names = Vec::new();
    for variant in &draft.variants {
        let ident = &variant.variant.ident;
        let (name, span) = match variant.rename.value() {
            Some(rename) => (rename.value(), rename.span()),
            None => (rule.apply(&ident.unraw().to_string()), ident.span()),
        };
        if let Some(first) = seen.get(&name) {
            errors.at(
                span,
                format!("`{first}` and `{ident}` would both be stored as `{name}`"),
            );
        }
        seen.insert(name.clone(), ident);
        names.push((ident.clone(), name));
    }
    Variants::Text(names)
}

const TOO_LARGE: &str = "this number does not fit 64 bits";

fn is_integer(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Int(_)),
        syn::Expr::Unary(negated) => is_integer(&negated.expr),
        _ => false,
    }
}

fn integers(errors: &Errors, draft: &EnumDraft<'_>) -> Variants {
    if let Some(span) = draft.rename_all.span() {
        errors.at(
            span,
            "`rename_all` contradicts `integer`: numbers have no case",
        );
    }
    let mut next = Some(0_i64);
    let mut numbers = Vec::new();
    for variant in &draft.variants {
        if let Some(span) = variant.rename.span() {
            errors.at(span, "`rename` contradicts `integer`: write `Variant = 5`");
        }
        let number = match variant.discriminant {
            None => next,
            Some(expression) => {
                let Some(Literal::Integer(number)) = literal(expression) else {
                    if is_integer(expression) {
                        errors.at(expression.span(), TOO_LARGE);
                        return Variants::Integer(numbers);
                    }
                    let message = "a stored number is written out, so that it never changes: \
                                   `Variant = 5`";
                    errors.push(syn::Error::new_spanned(expression, message));
                    return Variants::Integer(numbers);
                };
                Some(number)
            }
        };
        let ident = &variant.variant.ident;
        let Some(number) = number else {
            errors.at(ident.span(), TOO_LARGE);
            break;
        };
        next = number.checked_add(1);
        numbers.push((ident.clone(), number));
    }
    Variants::Integer(numbers)
}
