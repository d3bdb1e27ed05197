//! Rules of what a table says about several of its fields.

use proc_macro2::Ident;
use syn::ext::IdentExt;

use crate::attr::{Draft, IndexDraft};
use crate::errors::Errors;
use crate::ir::Index;
use crate::symbol::nearest;

/// The positions in the struct of the fields that `idents` name.
pub(super) fn fields(errors: &Errors, draft: &Draft<'_>, idents: &[Ident]) -> Vec<usize> {
    let mut positions = Vec::new();
    for ident in idents {
        match draft.fields.iter().position(|field| field.ident == ident) {
            None => errors.at(ident.span(), unknown(draft, ident)),
            Some(position) if positions.contains(&position) => {
                errors.at(ident.span(), format!("`{ident}` is named twice"));
            }
            Some(position)
                if draft
                    .fields
                    .get(position)
                    .is_some_and(|it| it.column.skip.written()) =>
            {
                errors.at(
                    ident.span(),
                    format!("`{ident}` is skipped, so it is no column"),
                );
            }
            Some(position) => positions.push(position),
        }
    }
    positions
}

fn unknown(draft: &Draft<'_>, ident: &Ident) -> String {
    let names: Vec<String> = draft
        .fields
        .iter()
        .map(|field| field.ident.unraw().to_string())
        .collect();
    let advice = match nearest(&ident.to_string(), names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "fields are named as in the struct".to_owned(),
    };
    format!("`{}` has no field `{ident}`: {advice}", draft.input.ident)
}

/// The indexes and unique constraints of several columns.
pub(super) fn indexes(
    errors: &Errors,
    draft: &Draft<'_>,
    position: impl Fn(usize) -> Option<usize>,
) -> Vec<Index> {
    let index = |index: &IndexDraft| Index {
        name: index.name.as_ref().map(syn::LitStr::value),
        columns: fields(errors, draft, &index.fields)
            .into_iter()
            .filter_map(&position)
            .collect(),
        unique: index.unique,
    };
    draft.container.indexes.iter().map(index).collect()
}
