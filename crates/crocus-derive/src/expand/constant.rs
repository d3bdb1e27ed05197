//! The column constants.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::column;
use crate::ir::{Column, Field, Format, Model};

/// ```ignore
/// pub const email: Column<User, String> =
///     Column::new("email").formatted(Format::Text { length: 50 }).indexed();
/// ```
pub(super) fn constants(model: &Model) -> TokenStream {
    model
        .columns()
        .map(|(field, column)| constant(model, field, column))
        .collect()
}

fn constant(model: &Model, field: &Field, column: &Column) -> TokenStream {
    let place = field.place;
    // A codec that is none is reported at the codec.
    let of = column.codec.as_ref();
    let at = of.map_or(place, |codec| place.of_first(codec)).at;
    let name_of_model = place.name(&model.name);
    let Field { vis, docs, .. } = field;
    let constant = &column.constant;
    let name = place.text(&column.name);
    let ty = column::stored(field, column);
    let format = (!matches!(column.format, Format::Plain)).then(|| {
        let format = column::format(place, column.format);
        quote_spanned!(at=> .formatted(#format))
    });
    let together = model
        .indexes
        .iter()
        .any(|index| index.columns.contains(&column.position));
    let indexed = (column.key || column.unique || column.indexed || together)
        .then(|| quote_spanned!(at=> .indexed()));
    let collated = column.collate.as_ref().map(|name| {
        let name = place.text(&name.to_ascii_uppercase());
        quote_spanned!(at=> .collated(#name))
    });
    let end = place.semicolon();
    quote_spanned! {at=>
        #(#docs)*
        #vis const #constant: __crocus_Column<#name_of_model, #ty> =
            __crocus_Column::new(#name) #format #indexed #collated #end
    }
}
