//! Keeps generated code apart from the code around it.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Path, Type};

/// Wraps generated items, so that they see crocus under one name and leave none behind.
///
/// ```ignore
/// const _: () = {
///     use ::crocus::__private as __crocus;
///     /* items */
/// };
/// ```
pub(crate) fn block(krate: Option<&Path>, items: &TokenStream) -> TokenStream {
    let krate = krate.map_or_else(|| quote!(::crocus), ToTokens::to_token_stream);
    quote! {
        #[doc(hidden)]
        #[allow(
            dead_code,
            missing_copy_implementations,
            missing_debug_implementations,
            missing_docs,
            nonstandard_style,
            private_bounds,
            private_interfaces,
            unreachable_pub,
            unused_qualifications,
            clippy::all,
            clippy::nursery,
            clippy::pedantic
        )]
        const _: () = {
            use #krate::__private as __crocus;
            #items
        };
    }
}

/// The same tokens with `name` for `Self`, which would mean another type in another item.
pub(crate) fn name_self(tokens: TokenStream, name: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let mut name = name.clone();
                name.set_span(ident.span());
                TokenTree::Ident(name)
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), name_self(group.stream(), name));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            token => token,
        })
        .collect()
}

/// The same type with `name` for `Self`.
pub(crate) fn name_self_in(ty: &Type, name: &Ident) -> Type {
    syn::parse2(name_self(ty.to_token_stream(), name)).unwrap_or_else(|_| ty.clone())
}
