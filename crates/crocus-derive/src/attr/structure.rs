//! What the derives ask of the struct itself.

use syn::{Data, DataStruct, DeriveInput, Fields, FieldsNamed, Path};

use super::value;
use crate::errors::Errors;
use crate::symbol::{CRATE, OF_CRATE, Symbol};

/// The named fields of a struct without parameters, or `None` and a report.
pub(crate) fn plain<'a>(
    errors: &Errors,
    input: &'a DeriveInput,
    derive: &str,
) -> Option<&'a FieldsNamed> {
    let sound = no_parameters(errors, input, derive);
    let name = &input.ident;
    let wrong = match &input.data {
        Data::Struct(DataStruct {
            fields: Fields::Named(fields),
            ..
        }) => {
            return sound.then_some(fields);
        }
        Data::Struct(_) => format!("the fields of `{name}` have no names"),
        Data::Enum(_) => format!("`{name}` is an enum"),
        Data::Union(_) => format!("`{name}` is a union"),
    };
    let needed = "is for structs with named fields: `struct Name { field: Type, .. }`";
    errors.at(
        name.span(),
        format!("{wrong}; `#[derive({derive})]` {needed}"),
    );
    None
}

/// Whether the type has neither type parameters nor lifetimes; reports them otherwise.
pub(crate) fn no_parameters(errors: &Errors, input: &DeriveInput, derive: &str) -> bool {
    let params = &input.generics.params;
    if params.is_empty() {
        return true;
    }
    let name = &input.ident;
    let message = format!(
        "`{name}` has parameters; `#[derive({derive})]` is for types without: a row owns its values"
    );
    errors.push(syn::Error::new_spanned(params, message));
    false
}

/// The `crate = "path"` of a type whose attributes know nothing else.
pub(crate) fn krate(errors: &Errors, input: &DeriveInput, space: Symbol) -> Option<Path> {
    let mut krate = value::Slot::Absent;
    value::entries(errors, &input.attrs, space, |word, input| {
        if *word == CRATE {
            krate.fill(word, path(word, input))
        } else {
            Err(value::unknown(word, space, OF_CRATE))
        }
    });
    krate.value().cloned()
}

/// The path in the text after `word =`.
pub(crate) fn path(
    word: &proc_macro2::Ident,
    input: syn::parse::ParseStream<'_>,
) -> syn::Result<Path> {
    let text = value::text(word, input)?;
    text.parse_with(Path::parse_mod_style)
        .map_err(|_| syn::Error::new(text.span(), format!("`{word}` is no path")))
}
