//! Keeps generated code apart from the code around it.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Path, Type};

use crate::place::Place;

/// Wraps generated items, so that they see crocus under one name and leave none behind.
///
/// To the lints it is code that the user wrote, by where it stands. Allowed is what could be said of it;
/// of the lints that a program chooses one by one only those, for a program that forbids another, such as
/// `clippy::unwrap_used`, would not compile with a group of them allowed.
///
/// ```ignore
/// const _: () = {
///     use ::crocus::__private::short::*;
///     /* items */
/// };
/// ```
pub(crate) fn block(krate: Option<&Path>, place: Place, items: &TokenStream) -> TokenStream {
    let at = place.at;
    let krate = krate.map_or_else(|| quote_spanned!(at=> ::crocus), ToTokens::to_token_stream);
    let body = place.block(quote_spanned! {at=>
        use #krate::__private::short::*;
        #items
    });
    let end = place.semicolon();
    quote_spanned! {at=>
        #[doc(hidden)]
        #[allow(
            dead_code,
            missing_copy_implementations,
            missing_debug_implementations,
            missing_docs,
            nonstandard_style,
            private_bounds,
            private_interfaces,
            unnameable_types,
            unreachable_pub,
            unused_lifetimes,
            unused_qualifications,
            clippy::all,
            clippy::nursery,
            clippy::pedantic,
            clippy::arbitrary_source_item_ordering,
            clippy::implicit_return,
            clippy::missing_inline_in_public_items,
            clippy::missing_trait_methods,
            clippy::pattern_type_mismatch,
            clippy::shadow_reuse,
            clippy::single_char_lifetime_names
        )]
        const _: () = #body #end
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
