//! `impl Source`, `impl Model`, and all that goes with them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::{builder, column, constant, record, schema};
use crate::hygiene;
use crate::ir::Model;

/// Everything that `#[derive(Model)]` generates.
pub(crate) fn model(model: &Model) -> TokenStream {
    let source = source(model);
    let constants = constant::constants(model);
    let behaviour = behaviour(model);
    let builder = builder::builder(model);
    let items = hygiene::block(
        model.krate.as_ref(),
        &quote! {
            #source
            #constants
            #behaviour
        },
    );
    let builder = hygiene::block(model.krate.as_ref(), &builder);
    quote!(#items #builder)
}

/// ```ignore
/// impl Source for User {
///     type Row = User;
///     const REF: &'static TableRef = &TableRef { id: "my::User", table: "users", alias: "users" };
/// }
/// ```
fn source(model: &Model) -> TokenStream {
    let Model { name, table, .. } = model;
    let id = format!("::{}", name.unraw());
    quote! {
        #[automatically_derived]
        impl __crocus::Source for #name {
            type Row = #name;
            const REF: &'static __crocus::TableRef = &__crocus::TableRef {
                id: ::core::concat!(::core::module_path!(), #id),
                table: #table,
                alias: #table,
            };
        }
    }
}

/// ```ignore
/// impl Model for User {
///     type Key = i64;
///     fn table() -> &'static TableDef { .. }
///     fn model_id() -> u32 {
///         static ID: ModelId = ModelId::new();
///         ID.get()
///     }
///     fn key(&self) -> i64 { Clone::clone(&self.id) }
///     /* read, read_key, encode, write_back, diff, on_update */
/// }
/// ```
fn behaviour(model: &Model) -> TokenStream {
    let name = &model.name;
    let key_type = column::key_type(model);
    let key = key(model);
    let table = schema::table(model);
    let record = record::record(model);
    // What the struct lacks to be a model, such as `Clone`, is reported at its name.
    let header = quote_spanned!(name.span()=> impl __crocus::Model for #name);
    quote! {
        #[automatically_derived]
        #header {
            type Key = #key_type;

            fn table() -> &'static __crocus::TableDef {
                #table
            }

            fn model_id() -> u32 {
                static ID: __crocus::ModelId = __crocus::ModelId::new();
                ID.get()
            }

            fn key(&self) -> #key_type {
                #key
            }

            #record
        }
    }
}

fn key(model: &Model) -> TokenStream {
    let mut parts = model.key_columns().map(|(field, _)| {
        let ident = &field.ident;
        quote!(::core::clone::Clone::clone(&self.#ident))
    });
    if model.key.len() == 1 {
        parts.next().unwrap_or_default()
    } else {
        quote!((#(#parts,)*))
    }
}
