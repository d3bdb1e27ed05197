//! Plain result structs: read by the names of the result's columns.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
use syn::ext::IdentExt;

use super::column;
use crate::hygiene;
use crate::ir::{ResultColumn, ResultField, ResultStruct};

/// Everything that `#[derive(FromRow)]` generates.
///
/// ```ignore
/// impl FromRow for Stat {
///     fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> {
///         Ok(vec![__crocus::position("Stat", "name", names)?, ..])
///     }
///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
///         let &[at0, at1] = at else { return Err(__crocus::no_column("Stat")) };
///         Ok(Stat { name: /* as in a model */, .. })
///     }
/// }
/// ```
pub(crate) fn result(result: &ResultStruct) -> TokenStream {
    let name = &result.name;
    let text = name.unraw().to_string();
    let columns: Vec<(Ident, &ResultField, &ResultColumn)> = result
        .fields
        .iter()
        .filter_map(|field| Some((field, field.column.as_ref()?)))
        .enumerate()
        .map(|(at, (field, column))| (format_ident!("at{at}"), field, column))
        .collect();
    let positions = columns.iter().map(|(_, _, column)| {
        let name = &column.name;
        quote!(__crocus::position(#text, #name, names)?)
    });
    let places = columns.iter().map(|(place, ..)| place);
    let read = columns
        .iter()
        .map(|(place, field, column)| read(place, field, column));
    let skipped = result
        .fields
        .iter()
        .filter(|field| field.column.is_none())
        .map(|field| {
            let ident = &field.ident;
            quote!(#ident: ::core::default::Default::default())
        });
    let items = quote! {
        #[automatically_derived]
        impl __crocus::FromRow for #name {
            fn positions(
                names: &[&str],
            ) -> ::core::result::Result<::std::vec::Vec<usize>, __crocus::Fault> {
                ::core::result::Result::Ok(::std::vec![#(#positions),*])
            }

            fn from_row(
                row: &__crocus::Row<'_>,
                at: &[usize],
            ) -> ::core::result::Result<Self, __crocus::Fault> {
                let &[#(#places),*] = at else {
                    return ::core::result::Result::Err(__crocus::no_column(#text));
                };
                ::core::result::Result::Ok(#name { #(#read,)* #(#skipped,)* })
            }
        }
    };
    hygiene::block(result.krate.as_ref(), &items)
}

fn read(place: &Ident, field: &ResultField, column: &ResultColumn) -> TokenStream {
    let ResultField { ident, ty, .. } = field;
    let value = column::get(ty, column.codec.as_ref(), place, column.format);
    quote!(#ident: #value)
}
