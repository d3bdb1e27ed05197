//! Plain result structs: read by the names of the result's columns.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;

use super::column;
use crate::hygiene;
use crate::ir::{ResultColumn, ResultField, ResultStruct};

/// Everything that `#[derive(FromRow)]` generates.
///
/// ```ignore
/// impl FromRow for Stat {
///     fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> {
///         __crocus::positions("Stat", &["name", ..], names)
///     }
///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
///         let &[at0, at1] = at else { return Err(__crocus::no_column("Stat")) };
///         /* as in a model */
///     }
/// }
/// ```
pub(crate) fn result(result: &ResultStruct) -> TokenStream {
    let place = result.place;
    let at = place.at;
    let name = place.name(&result.name);
    let text = place.text(&name.unraw().to_string());
    let columns: Vec<(usize, &ResultField, &ResultColumn)> = result
        .fields
        .iter()
        .filter_map(|field| Some((field, field.column.as_ref()?)))
        .enumerate()
        .map(|(at, (field, column))| (at, field, column))
        .collect();
    let names = columns
        .iter()
        .map(|(_, _, column)| place.text(&column.name));
    let positions = place.block(quote_spanned! {at=>
        __crocus::positions(#text, &[#(#names),*], names)
    });
    let from_row = place.block(from_row(result, &columns));
    let body = place.block(quote_spanned! {at=>
        fn positions(
            names: &[&str],
        ) -> __crocus_Result<__crocus::Vec<usize>, __crocus_Fault> #positions

        fn from_row(
            row: &__crocus_Row<'_>,
            at: &[usize],
        ) -> __crocus_Result<Self, __crocus_Fault> #from_row
    });
    let items = quote_spanned! {at=>
        #[automatically_derived]
        impl __crocus::FromRow for #name #body
    };
    hygiene::block(result.krate.as_ref(), place, &items)
}

/// The body of `from_row`.
fn from_row(
    result: &ResultStruct,
    columns: &[(usize, &ResultField, &ResultColumn)],
) -> TokenStream {
    let place = result.place;
    let at = place.at;
    let name = place.name(&result.name);
    let text = place.text(&name.unraw().to_string());
    let places = columns
        .iter()
        .map(|(position, ..)| format_ident!("at{position}", span = at));
    let read = columns.iter().map(|(position, field, column)| {
        let stands = format_ident!("at{position}", span = at);
        column::read(
            &column::local(place, *position),
            (&field.ty, field.place_of_type),
            &stands,
            (column.codec.as_ref(), column.format),
        )
    });
    let fields = columns.iter().map(|(position, field, _)| {
        let (ident, local) = (&field.ident, column::local(place, *position));
        quote_spanned!(at=> #ident: #local)
    });
    let skipped = result
        .fields
        .iter()
        .filter(|field| field.column.is_none())
        .map(|field| {
            let ident = &field.ident;
            quote_spanned!(at=> #ident: __crocus::Default::default())
        });
    quote_spanned! {at=>
        let &[#(#places),*] = at else {
            return __crocus_Err(__crocus::no_column(#text));
        };
        let __row = &mut __crocus::Reader::new(row);
        #(#read)*
        __crocus_Ok(#name { #(#fields,)* #(#skipped,)* })
    }
}
