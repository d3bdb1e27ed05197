//! What is said about one column in several places: its type, its format, its codec.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Type};

use crate::ir::{Column, Field, Format, Model};

/// The type that the column holds: the field's, or what its codec stores.
pub(super) fn stored(field: &Field, column: &Column) -> TokenStream {
    let ty = &field.ty;
    match &column.codec {
        None => ty.to_token_stream(),
        Some(codec) => {
            let (first, last) = ends(codec);
            let path = quote_spanned!(first=> <#codec as __crocus::Codec<#ty>>::);
            let stored = quote_spanned!(last=> Stored);
            quote!(#path #stored)
        }
    }
}

/// `<Option<i64> as ColumnType>::Base`.
pub(super) fn base(ty: &impl ToTokens) -> TokenStream {
    let (first, last) = ends(ty);
    let path = quote_spanned!(first=> <#ty as __crocus::ColumnType>::);
    let base = quote_spanned!(last=> Base);
    quote!(#path #base)
}

/// The places of the first and the last token of a type: what begins at the one and ends at the
/// other is reported at the type.
pub(super) fn ends(ty: &impl ToTokens) -> (Span, Span) {
    let mut spans = ty.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// `ColumnType::encode`.
///
/// Every use of a field's type begins and ends where the type does: rustc then reports a type that no
/// column can hold once, not for every use.
pub(super) fn function(ty: &Type, name: &str) -> TokenStream {
    let (first, last) = ends(ty);
    let path = quote_spanned!(first=> __crocus::ColumnType::);
    let name = Ident::new(name, last);
    quote!(#path #name)
}

/// `&self.email`: an argument of such a [`function`], at the same place.
pub(super) fn argument(of: TokenStream, field: &Field) -> TokenStream {
    let (first, last) = ends(&field.ty);
    let of = of.into_iter().map(|mut token| {
        token.set_span(first);
        token
    });
    let mut ident = field.ident.clone();
    ident.set_span(last);
    quote_spanned!(first=> #(#of)*.#ident)
}

/// `<Path as Codec<Point>>`.
pub(super) fn codec(codec: &Type, ty: &Type) -> TokenStream {
    quote_spanned!(ends(codec).0=> <#codec as __crocus::Codec<#ty>>)
}

/// Reads the column at `position` of `row`.
pub(super) fn get(
    ty: &Type,
    codec: Option<&Type>,
    position: &impl ToTokens,
    format: Format,
) -> TokenStream {
    let format = self::format(format);
    match codec {
        None => {
            let decode = function(ty, "decode");
            let (first, last) = ends(ty);
            let decoded = quote_spanned!(first=> row.decoded);
            let arguments = quote_spanned!(last=> (#position, #format, #decode)?);
            quote!(#decoded #arguments)
        }
        Some(codec) => {
            let access = self::codec(codec, ty);
            let decoded =
                quote_spanned!(ends(codec).0=> #access::decode(row.get(#position, #format)?));
            quote!(__crocus::in_column(#position, #decoded)?)
        }
    }
}

/// The type of the primary key: of its column, or a tuple.
pub(super) fn key_type(model: &Model) -> TokenStream {
    let mut types = model
        .key_columns()
        .map(|(field, column)| stored(field, column));
    if model.key.len() == 1 {
        types.next().unwrap_or_default()
    } else {
        quote!((#(#types,)*))
    }
}

/// `Format::Text { length: 50 }`.
pub(super) fn format(format: Format) -> TokenStream {
    match format {
        Format::Plain => quote!(__crocus::PLAIN),
        Format::Text { length } => quote!(__crocus::Format::Text { length: #length }),
        Format::Decimal {
            precision,
            scale,
            integer,
        } => {
            let storage = if integer {
                quote!(Integer)
            } else {
                quote!(Numeric)
            };
            quote! {
                __crocus::Format::Decimal {
                    precision: #precision,
                    scale: #scale,
                    storage: __crocus::DecimalStorage::#storage,
                }
            }
        }
    }
}
