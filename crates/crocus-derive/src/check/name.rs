//! Rules of names: of columns, and of the constants that stand for them.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, LitStr, Type};

use crate::attr::{FieldDraft, Slot};
use crate::errors::Errors;
use crate::shape;
use crate::symbol::FUNCTIONS;

/// The name of a field's column: the one written, or the field's, with `_id` for a reference.
pub(super) fn column_name(ident: &Ident, ty: &Type, name: &Slot<LitStr>) -> String {
    if let Some(name) = name.value() {
        return name.value();
    }
    let field = ident.unraw().to_string();
    if shape::referred(ty).is_some() && !field.ends_with("_id") {
        return format!("{field}_id");
    }
    field
}

/// The name of a field's constant, unless it would hide a function of the model.
pub(super) fn constant(errors: &Errors, draft: &FieldDraft<'_>) -> Ident {
    let constant = draft.column.constant.value().unwrap_or(draft.ident).clone();
    let name = constant.unraw().to_string();
    if FUNCTIONS.contains(&name.as_str()) {
        let message = format!(
            "a constant `{name}` would hide the function `{name}` of the model: \
             name it otherwise with `#[column(constant = \"{name}_column\")]`"
        );
        errors.at(constant.span(), message);
    }
    if draft.ident.unraw() == "build" {
        let message = "a setter `build` would hide the builder's `build`: rename the field, \
                       and keep the column's name with `#[column(name = \"build\")]`";
        errors.at(draft.ident.span(), message);
    }
    constant
}

/// Reports the second of two columns, or constants, of one name.
pub(super) fn distinct<'a>(
    errors: &Errors,
    what: &str,
    names: impl IntoIterator<Item = (String, &'a FieldDraft<'a>, Span)>,
) {
    let mut seen: BTreeMap<String, &Ident> = BTreeMap::new();
    for (name, draft, span) in names {
        if let Some(first) = seen.get(&name) {
            let message = format!(
                "the fields `{first}` and `{}` have one {what}, `{name}`",
                draft.ident
            );
            errors.at(span, message);
        } else {
            seen.insert(name, draft.ident);
        }
    }
}

/// The documentation among a field's attributes.
pub(super) fn documented(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .cloned()
        .collect()
}
