//! What is said about one column in several places: its type, its format, how it is read.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{Ident, Type};

use crate::ir::{Column, Field, Format, Model};
use crate::place::Place;

/// What is nearly always one word or one type. A derive spends its time on streams in streams, as it is
/// compiled without optimisation where it is used.
pub(super) enum Said<'a> {
    Word(Ident),
    Type(&'a Type),
    Tokens(TokenStream),
}

impl ToTokens for Said<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Said::Word(word) => word.to_tokens(tokens),
            Said::Type(ty) => ty.to_tokens(tokens),
            Said::Tokens(more) => more.to_tokens(tokens),
        }
    }
}

/// The type that the column holds: the field's, or what its codec stores.
pub(super) fn stored<'a>(field: &'a Field, column: &Column) -> Said<'a> {
    let ty = &field.ty;
    match &column.codec {
        None => Said::Type(ty),
        Some(codec) => {
            let place = field.place.between(codec, codec);
            let stored = place.last("Stored");
            Said::Tokens(quote_spanned!(place.at=> <#codec as __crocus::Codec<#ty>>::#stored))
        }
    }
}

/// Where the type of a column stands: its codec, if it has one, or its field's type.
///
/// Every use of a field's type begins and ends where the type does: rustc then reports a type that no
/// column can hold once, not for every use.
pub(super) fn place(field: &Field, column: &Column) -> Place {
    match &column.codec {
        None => field.place_of_type,
        Some(codec) => field.place.of_first(codec),
    }
}

/// `<Hex as Codec<Colour>>::encode`; a codec that is none is reported at its first token.
pub(super) fn coded(codec: &Type, ty: &Type, place: Place, name: &str) -> TokenStream {
    let at = place.of_first(codec).at;
    let name = Ident::new(name, at);
    quote_spanned!(at=> <#codec as __crocus::Codec<#ty>>::#name)
}

/// ```ignore
/// let Some(__0) = ColumnType::read(__row, 0, PLAIN) else { return __row.fault() };
/// let Some(__1) = __crocus::read_with(__row, 1, PLAIN, <Hex as Codec<Colour>>::decode) else { .. };
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
    let Some(codec) = codec else {
        let read = place.last("read");
        return quote_spanned! {at=>
            let __crocus_Some(#local) = __crocus_ColumnType::#read(__row, #position, #format) else {
                return __row.fault();
            };
        };
    };
    let decode = coded(codec, ty, place, "decode");
    quote_spanned! {at=>
        let __crocus_Some(#local) = __crocus::read_with(__row, #position, #format, #decode) else {
            return __row.fault();
        };
    }
}

/// The variable that holds a column's value until all are read.
pub(super) fn local(place: Place, position: usize) -> Ident {
    format_ident!("__{position}", span = place.at)
}

/// The type of the primary key: of its column, or a tuple.
pub(super) fn key_type(model: &Model) -> Said<'_> {
    let mut types = model
        .key_columns()
        .map(|(field, column)| stored(field, column));
    match (types.next(), model.key.len()) {
        (Some(only), 1) => only,
        (first, _) => Said::Tokens(quote_spanned!(model.place.at=> (#first, #(#types,)*))),
    }
}

/// `Format::Text { length: 50 }`.
pub(super) fn format(place: Place, format: Format) -> Said<'static> {
    let at = place.at;
    Said::Tokens(match format {
        Format::Plain => return Said::Word(Ident::new("__crocus_PLAIN", at)),
        Format::Text { length } => {
            let length = place.number(length as usize);
            quote_spanned!(at=> __crocus::Format::Text { length: #length })
        }
        Format::Decimal {
            precision,
            scale,
            integer,
        } => {
            let precision = place.number(usize::from(precision));
            let scale = place.number(usize::from(scale));
            let storage = Ident::new(if integer { "Integer" } else { "Numeric" }, at);
            quote_spanned! {at=>
                __crocus::Format::Decimal {
                    precision: #precision,
                    scale: #scale,
                    storage: __crocus::DecimalStorage::#storage,
                }
            }
        }
    })
}
