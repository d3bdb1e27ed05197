//! Enums: stored as the names of their variants, or as numbers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote_spanned;
use syn::ext::IdentExt;

use crate::hygiene;
use crate::ir::{Enumeration, Variants};

/// Everything that `#[derive(ColumnEnum)]` generates.
///
/// ```ignore
/// impl ColumnType for Role {
///     fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
///         match value {
///             ValueRef::Text(b"admin") => Ok(Role::Admin),
///             other => Err(__crocus::no_variant("Role", "`admin`, `user`", other)),
///         }
///     }
///     fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
///         sink.text(match self { Role::Admin => "admin", .. })
///     }
///     ..
/// }
/// impl Scalar for Role { .. }
/// ```
pub(crate) fn enumeration(enumeration: &Enumeration) -> TokenStream {
    let place = enumeration.place;
    let at = place.at;
    let name = place.name(&enumeration.name);
    let Stored {
        put,
        declared,
        known,
        read,
        write,
    } = Stored::of(enumeration);
    let text = place.text(&name.unraw().to_string());
    let decode = place.block(quote_spanned! {at=>
        match value {
            #(#read)*
            other => __crocus_Err(__crocus::no_variant(#text, #known, other)),
        }
    });
    let encode = place.block(quote_spanned!(at=> sink.#put(match self { #(#write)* })));
    let stored = place.block(quote_spanned! {at=>
        type Base = #name;
        type Null = __crocus::NotNull;
        type Nullable = __crocus_Option<#name>;
        const NULLABLE: bool = false;

        fn decode(
            value: __crocus::ValueRef<'_>,
            _format: __crocus::Format,
        ) -> __crocus_Result<Self, __crocus_Fault> #decode

        fn encode(
            &self,
            _format: __crocus::Format,
            sink: __crocus::Sink<'_>,
        ) -> __crocus_Result<(), __crocus_Fault> #encode

        fn same(&self, other: &Self) -> bool {
            __crocus::discriminant(self) == __crocus::discriminant(other)
        }
    });
    let items = quote_spanned! {at=>
        #[automatically_derived]
        impl __crocus_ColumnType for #name #stored

        #[automatically_derived]
        impl __crocus::Scalar for #name {
            type Class = __crocus::Other<#name>;
            const DECLARED: __crocus::Declared =
                __crocus::Declared { name: #declared, strict: #declared };
        }
    };
    hygiene::block(enumeration.krate.as_ref(), place, &items)
}

/// How the variants are stored.
struct Stored {
    put: Ident,
    declared: Literal,
    known: Literal,
    read: Vec<TokenStream>,
    write: Vec<TokenStream>,
}

impl Stored {
    fn of(enumeration: &Enumeration) -> Self {
        match &enumeration.variants {
            Variants::Text(variants) => {
                let arms = variants.iter().map(|(variant, text)| Arm {
                    variant,
                    shown: text.clone(),
                    read: Literal::byte_string(text.as_bytes()),
                    write: Literal::string(text),
                });
                Stored::new(enumeration, ("text", "Text", "TEXT"), arms)
            }
            Variants::Integer(variants) => {
                let arms = variants.iter().map(|(variant, number)| Arm {
                    variant,
                    shown: number.to_string(),
                    read: Literal::i64_unsuffixed(*number),
                    write: Literal::i64_unsuffixed(*number),
                });
                Stored::new(enumeration, ("integer", "Integer", "INTEGER"), arms)
            }
        }
    }

    fn new<'a>(
        enumeration: &Enumeration,
        (put, value, declared): (&str, &str, &str),
        arms: impl Iterator<Item = Arm<'a>>,
    ) -> Self {
        let place = enumeration.place;
        let at = place.at;
        let name = place.name(&enumeration.name);
        let value = Ident::new(value, at);
        let (mut known, mut read, mut write) = (Vec::new(), Vec::new(), Vec::new());
        for arm in arms {
            let variant = arm.variant;
            known.push(format!("`{}`", arm.shown));
            let (stored, given) = (place.literal(arm.read), place.literal(arm.write));
            read.push(quote_spanned! {at=>
                __crocus::ValueRef::#value(#stored) => __crocus_Ok(#name::#variant),
            });
            write.push(quote_spanned!(at=> #name::#variant => #given,));
        }
        Stored {
            put: Ident::new(put, at),
            declared: place.text(declared),
            known: place.text(&known.join(", ")),
            read,
            write,
        }
    }
}

/// A variant, and what stands for it.
struct Arm<'a> {
    variant: &'a Ident,
    shown: String,
    read: Literal,
    write: Literal,
}
