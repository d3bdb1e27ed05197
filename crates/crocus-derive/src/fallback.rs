//! What a broken derive becomes: its errors, and stand-ins for everything it would have made, so
//! that one mistake is one error and code elsewhere compiles as far as it is right.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::DeriveInput;
use syn::ext::IdentExt;

use crate::attr::{self, Draft, FieldDraft};
use crate::errors::Errors;
use crate::hygiene;
use crate::place::Place;
use crate::symbol::{FROM_ROW, FUNCTIONS, MODEL, Symbol};

/// The errors, and `items` unless the type has parameters, which no derive knows how to carry on.
fn with_errors(
    input: &DeriveInput,
    space: Symbol,
    errors: &TokenStream,
    items: &TokenStream,
) -> TokenStream {
    if !input.generics.params.is_empty() {
        return errors.clone();
    }
    // Whatever else is wrong in these attributes has been reported.
    let krate = attr::krate(&Errors::default(), input, space);
    let items = hygiene::block(krate.as_ref(), Place::of(input), items);
    quote!(#errors #items)
}

/// The stand-ins of a model.
pub(crate) fn model(
    input: &DeriveInput,
    draft: Option<&Draft<'_>>,
    errors: &TokenStream,
) -> TokenStream {
    let name = &input.ident;
    let fields: &[FieldDraft<'_>] = draft.map_or(&[], |draft| &draft.fields);
    let key = key(input, fields);
    let constants = constants(input, fields);
    let builder = builder(input, fields);
    let items = quote! {
        impl __crocus::Source for #name {
            type Row = #name;
            const REF: &'static __crocus::TableRef =
                &__crocus::TableRef::of::<#name>("", "");
        }

        impl __crocus::Model for #name {
            type Key = #key;

            fn table() -> &'static __crocus::TableDef {
                ::core::unimplemented!()
            }

            fn model_id() -> u32 {
                ::core::unimplemented!()
            }

            fn key(&self) -> Self::Key {
                ::core::unimplemented!()
            }

            fn read(
                _: &__crocus::Row<'_>,
            ) -> ::core::result::Result<Self, __crocus::Fault> {
                ::core::unimplemented!()
            }

            fn encode(
                &self,
                _: usize,
                _: __crocus::Sink<'_>,
            ) -> ::core::result::Result<(), __crocus::Fault> {
                ::core::unimplemented!()
            }

            fn write_back(
                &mut self,
                _: usize,
                _: __crocus::ValueRef<'_>,
            ) -> ::core::result::Result<(), __crocus::Fault> {
                ::core::unimplemented!()
            }

            fn diff(&self, _: &Self) -> __crocus::ColumnSet {
                ::core::unimplemented!()
            }
        }

        #constants
        #builder
    };
    with_errors(input, MODEL, errors, &items)
}

/// The type of the key as far as one can tell; any other would be wrong in more places.
fn key(input: &DeriveInput, fields: &[FieldDraft<'_>]) -> TokenStream {
    let mut marked = fields
        .iter()
        .filter(|field| field.column.primary_key.written());
    let first = marked.next();
    if let (Some(first), Some(second)) = (first, marked.next()) {
        // Two keys were meant as one of two columns.
        let types = [first, second]
            .into_iter()
            .chain(marked)
            .map(|field| hygiene::name_self_in(&field.field.ty, &input.ident));
        return quote!((#(#types),*));
    }
    let Some(field) = first.or_else(|| fields.iter().find(|field| *field.ident == "id")) else {
        return quote!(i64);
    };
    let ty = crate::shape::option(&field.field.ty).unwrap_or(&field.field.ty);
    let ty = hygiene::name_self_in(ty, &input.ident);
    quote!(#ty)
}

fn constants(input: &DeriveInput, fields: &[FieldDraft<'_>]) -> TokenStream {
    let name = &input.ident;
    let mut seen = BTreeSet::new();
    let constants = fields
        .iter()
        .filter(|field| !field.column.skip.written())
        .filter_map(|field| {
            let constant = field.column.constant.value().unwrap_or(field.ident);
            let text = constant.unraw().to_string();
            if FUNCTIONS.contains(&text.as_str()) || !seen.insert(text) {
                return None;
            }
            let ty = hygiene::name_self_in(&field.field.ty, name);
            let ty = match field.column.with.value() {
                None => quote!(#ty),
                Some(codec) => quote!(<#codec as __crocus::Codec<#ty>>::Stored),
            };
            let vis = &field.field.vis;
            Some(quote! {
                #[doc = ""]
                #vis const #constant: __crocus::Column<#name, #ty> =
                    __crocus::Column::new("");
            })
        });
    quote!(impl #name { #(#constants)* })
}

fn builder(input: &DeriveInput, fields: &[FieldDraft<'_>]) -> TokenStream {
    let DeriveInput {
        ident: name, vis, ..
    } = input;
    let builder = format_ident!("{}Builder", name.unraw());
    let setters = fields
        .iter()
        .filter(|field| field.ident.unraw() != "build")
        .map(|field| {
            let (ident, vis) = (field.ident, &field.field.vis);
            let ty = hygiene::name_self_in(&field.field.ty, name);
            let takes = if field.column.with.written() || field.column.skip.written() {
                quote!(#ty)
            } else {
                quote!(impl __crocus::Input<#ty>)
            };
            quote! {
                #[doc = ""]
                #vis fn #ident(self, _: #takes) -> Self {
                    self
                }
            }
        });
    quote! {
        #[doc = ""]
        #vis struct #builder;

        impl #name {
            #[doc = ""]
            #vis fn builder() -> #builder {
                #builder
            }
        }

        impl #builder {
            #(#setters)*

            #[doc = ""]
            #vis fn build(self) -> #name {
                ::core::unimplemented!()
            }
        }
    }
}

/// The stand-ins of a newtype or an enum.
pub(crate) fn column_type(input: &DeriveInput, space: Symbol, errors: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let items = quote! {
        impl __crocus::ColumnType for #name {
            type Base = #name;
            type Null = __crocus::NotNull;
            type Nullable = ::core::option::Option<#name>;
            const NULLABLE: bool = false;

            fn decode(
                _: __crocus::ValueRef<'_>,
                _: __crocus::Format,
            ) -> ::core::result::Result<Self, __crocus::Fault> {
                ::core::unimplemented!()
            }

            fn encode(
                &self,
                _: __crocus::Format,
                _: __crocus::Sink<'_>,
            ) -> ::core::result::Result<(), __crocus::Fault> {
                ::core::unimplemented!()
            }
        }

        impl __crocus::Scalar for #name {
            type Class = __crocus::Other<#name>;
            const DECLARED: __crocus::Declared = __crocus::Declared { name: "", strict: "" };
        }
    };
    with_errors(input, space, errors, &items)
}

/// The stand-ins of a result struct.
pub(crate) fn result(input: &DeriveInput, errors: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let items = quote! {
        impl __crocus::FromRow for #name {
            fn positions(
                _: &[&str],
            ) -> ::core::result::Result<::std::vec::Vec<usize>, __crocus::Fault> {
                ::core::unimplemented!()
            }

            fn from_row(
                _: &__crocus::Row<'_>,
                _: &[usize],
            ) -> ::core::result::Result<Self, __crocus::Fault> {
                ::core::unimplemented!()
            }
        }
    };
    with_errors(input, FROM_ROW, errors, &items)
}
