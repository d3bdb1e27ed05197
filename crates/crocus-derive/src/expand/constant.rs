//! The column constants.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::column;
use crate::ir::{Column, Field, Model};

/// ```ignore
/// impl User {
///     pub const email: Column<User, String> =
///         Column::new("email", Format::Text { length: 50 }).indexed();
/// }
/// ```
pub(super) fn constants(model: &Model) -> TokenStream {
    let name = &model.name;
    let constants = model
        .columns()
        .map(|(field, column)| constant(model, field, column));
    quote! {
        impl #name {
            #(#constants)*
        }
    }
}

fn constant(model: &Model, field: &Field, column: &Column) -> TokenStream {
    let name_of_model = &model.name;
    let Field { vis, docs, .. } = field;
    let Column { constant, name, .. } = column;
    let ty = column::stored(field, column);
    let format = column::format(column.format);
    let together = model
        .indexes
        .iter()
        .any(|index| index.columns.contains(&column.position));
    let indexed =
        (column.key || column.unique || column.indexed || together).then(|| quote!(.indexed()));
    let collated = column.collate.as_ref().map(|name| {
        let name = name.to_ascii_uppercase();
        quote!(.collated(#name))
    });
    // A codec that is none is reported at the codec.
    let span = column
        .codec
        .as_ref()
        .map_or_else(Span::call_site, |codec| column::ends(codec).0);
    let ty = quote_spanned!(span=> __crocus::Column<#name_of_model, #ty>);
    let value = quote_spanned!(span=> __crocus::Column::new(#name, #format));
    quote! {
        #(#docs)*
        #vis const #constant: #ty = #value #indexed #collated;
    }
}
