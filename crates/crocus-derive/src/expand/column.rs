//! What is said about one column in several places: its type, its format, how it is read.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{Ident, Type};

use crate::ir::{Column, Field, Format, Model};
use crate::place::Place;

/// The type that the column holds: the field's, or what its codec stores.
pub(super) fn stored(field: &Field, column: &Column) -> TokenStream {
    let ty = &field.ty;
    match &column.codec {
        None => ty.to_token_stream(),
        Some(codec) => {
            let place = field.place.between(codec, codec);
            let stored = place.last("Stored");
            quote_spanned!(place.at=> <#codec as __crocus::Codec<#ty>>::#stored)
        }
    }
}

/// `ColumnType::encode`.
///
/// Every use of a field's type begins and ends where the type does: rustc then reports a type that no
/// column can hold once, not for every use.
pub(super) fn function(field: &Field, name: &str) -> TokenStream {
    of_type(field.place_of_type, name)
}

fn of_type(place: Place, name: &str) -> TokenStream {
    let name = place.last(name);
    quote_spanned!(place.at=> __crocus::ColumnType::#name)
}

/// Where the type of a column stands: its codec, if it has one, or its field's type.
pub(super) fn place(field: &Field, column: &Column) -> Place {
    match &column.codec {
        None => field.place_of_type,
        Some(codec) => field.place.of_first(codec),
    }
}

/// `self.email`, as an argument of such a [`function`] at the same place.
pub(super) fn of(object: &str, field: &Field, column: &Column) -> TokenStream {
    let place = place(field, column);
    let object = Ident::new(object, place.at);
    let ident = place.ending(&field.ident);
    quote_spanned!(place.at=> #object.#ident)
}

/// `<Hex as Codec<Colour>>::encode`; a codec that is none is reported at its first token.
pub(super) fn coded(codec: &Type, ty: &Type, place: Place, name: &str) -> TokenStream {
    let at = place.of_first(codec).at;
    let name = Ident::new(name, at);
    quote_spanned!(at=> <#codec as __crocus::Codec<#ty>>::#name)
}

/// ```ignore
/// let Some(__0) = ColumnType::read(&mut __row, 0, PLAIN) else { return __row.fault() };
/// let Some(__1) = __crocus::read_with(&mut __row, 1, PLAIN, <Hex as Codec<Colour>>::decode) else { .. };
/// ```
///
/// It is longer than `row.read(0)?`, and rustc is faster through it by half: the operator is two
/// calls of traits, and an expansion of its own.
pub(super) fn read(
    local: &Ident,
    (ty, place): (&Type, Place),
    position: &impl ToTokens,
    (codec, format): (Option<&Type>, Format),
) -> TokenStream {
    let at = place.at;
    let format = self::format(place, format);
    let read = match codec {
        None => {
            let read = of_type(place, "read");
            quote_spanned!(at=> #read(&mut __row, #position, #format))
        }
        Some(codec) => {
            let decode = coded(codec, ty, place, "decode");
            quote_spanned!(at=> __crocus::read_with(&mut __row, #position, #format, #decode))
        }
    };
    quote_spanned! {at=>
        let __crocus::Some(#local) = #read else {
            return __row.fault();
        };
    }
}

/// The variable that holds a column's value until all are read.
pub(super) fn local(place: Place, position: usize) -> Ident {
    format_ident!("__{position}", span = place.at)
}

/// The type of the primary key: of its column, or a tuple.
pub(super) fn key_type(model: &Model) -> TokenStream {
    let mut types = model
        .key_columns()
        .map(|(field, column)| stored(field, column));
    if model.key.len() == 1 {
        types.next().unwrap_or_default()
    } else {
        quote_spanned!(model.place.at=> (#(#types,)*))
    }
}

/// `Format::Text { length: 50 }`.
pub(super) fn format(place: Place, format: Format) -> TokenStream {
    let at = place.at;
    match format {
        Format::Plain => quote_spanned!(at=> __crocus::PLAIN),
        Format::Text { length } => {
            let length = place.number(length as usize);
            quote_spanned!(at=> __crocus::Format::Text { length: #length })
        }
        Format::Decimal {
            precision,
            scale,
            integer,
        } => {
            let (precision, scale) = (
                place.number(usize::from(precision)),
                place.number(usize::from(scale)),
            );
            let storage = Ident::new(if integer { "Integer" } else { "Numeric" }, at);
            quote_spanned! {at=>
                __crocus::Format::Decimal {
                    precision: #precision,
                    scale: #scale,
                    storage: __crocus::DecimalStorage::#storage,
                }
            }
        }
    }
}
