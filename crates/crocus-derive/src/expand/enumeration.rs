//! Enums: stored as the names of their variants, or as numbers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
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
    let name = &enumeration.name;
    let stored = Stored::of(name, &enumeration.variants);
    let Stored {
        put,
        declared,
        known,
        read,
        write,
    } = stored;
    let text = name.unraw().to_string();
    let items = quote! {
        #[automatically_derived]
        impl __crocus::ColumnType for #name {
            type Base = #name;
            type Null = __crocus::NotNull;
            type Nullable = ::core::option::Option<#name>;
            const NULLABLE: bool = false;

            fn decode(
                value: __crocus::ValueRef<'_>,
                _format: __crocus::Format,
            ) -> ::core::result::Result<Self, __crocus::Fault> {
                match value {
                    #(#read)*
                    other => {
                        ::core::result::Result::Err(__crocus::no_variant(#text, #known, other))
                    }
                }
            }

            fn encode(
                &self,
                _format: __crocus::Format,
                sink: __crocus::Sink<'_>,
            ) -> ::core::result::Result<(), __crocus::Fault> {
                sink.#put(match self { #(#write)* })
            }

            fn same(&self, other: &Self) -> bool {
                ::core::mem::discriminant(self) == ::core::mem::discriminant(other)
            }
        }

        #[automatically_derived]
        impl __crocus::Scalar for #name {
            type Class = __crocus::Other<#name>;
            const DECLARED: __crocus::Declared =
                __crocus::Declared { name: #declared, strict: #declared };
        }
    };
    hygiene::block(enumeration.krate.as_ref(), &items)
}

/// How the variants are stored.
struct Stored {
    put: TokenStream,
    declared: &'static str,
    known: String,
    read: Vec<TokenStream>,
    write: Vec<TokenStream>,
}

impl Stored {
    fn of(name: &Ident, variants: &Variants) -> Self {
        match variants {
            Variants::Text(variants) => {
                let arms = variants.iter().map(|(variant, text)| {
                    let bytes = Literal::byte_string(text.as_bytes());
                    (variant, text.clone(), quote!(Text(#bytes)), quote!(#text))
                });
                Stored::new(name, quote!(text), "TEXT", arms)
            }
            Variants::Integer(variants) => {
                let arms = variants.iter().map(|(variant, number)| {
                    let literal = Literal::i64_unsuffixed(*number);
                    (
                        variant,
                        number.to_string(),
                        quote!(Integer(#literal)),
                        quote!(#literal),
                    )
                });
                Stored::new(name, quote!(integer), "INTEGER", arms)
            }
        }
    }

    fn new<'a>(
        name: &Ident,
        put: TokenStream,
        declared: &'static str,
        arms: impl Iterator<Item = (&'a Ident, String, TokenStream, TokenStream)>,
    ) -> Self {
        let (mut known, mut read, mut write) = (Vec::new(), Vec::new(), Vec::new());
        for (variant, shown, pattern, value) in arms {
            known.push(format!("`{shown}`"));
            read.push(quote! {
                __crocus::ValueRef::#pattern => ::core::result::Result::Ok(#name::#variant),
            });
            write.push(quote!(#name::#variant => #value,));
        }
        Stored {
            put,
            declared,
            known: known.join(", "),
            read,
            write,
        }
    }
}
