//! `impl Source`, `impl Model`, and all that goes with them.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::ext::IdentExt;

use super::{builder, column, constant, record, schema};
use crate::hygiene;
use crate::ir::Model;

/// Everything that `#[derive(Model)]` generates.
pub(crate) fn model(model: &Model) -> TokenStream {
    let items = [
        source(model),
        behaviour(model),
        own(model),
        builder::builder(model),
    ];
    let items = items.into_iter().collect();
    hygiene::block(model.krate.as_ref(), model.place, &items)
}

/// ```ignore
/// impl Source for User {
///     type Row = User;
///     const REF: &'static TableRef = &TableRef::of::<User>("User", "users");
/// }
/// ```
fn source(model: &Model) -> TokenStream {
    let place = model.place;
    let at = place.at;
    let name = place.name(&model.name);
    let text = place.text(&name.unraw().to_string());
    let table = place.text(&model.table);
    let body = place.block(quote_spanned! {at=>
        type Row = #name;
        const REF: &'static __crocus::TableRef = &__crocus::TableRef::of::<#name>(#text, #table);
    });
    quote_spanned! {at=>
        #[automatically_derived]
        impl __crocus::Source for #name #body
    }
}

/// The column constants and `builder`.
fn own(model: &Model) -> TokenStream {
    let place = model.place;
    let at = place.at;
    let name = place.name(&model.name);
    let items = [constant::constants(model), builder::start(model)];
    let body = place.block(items.into_iter().collect());
    quote_spanned!(at=> impl #name #body)
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
///     /* read, encode, write_back, diff, on_update */
/// }
/// ```
fn behaviour(model: &Model) -> TokenStream {
    let place = model.place;
    let at = place.at;
    let name = &model.name;
    let key_type = column::key_type(model);
    let key = place.block(key(model));
    let table = place.block(schema::table(model));
    let model_id = place.block(quote_spanned! {at=>
        static ID: __crocus::ModelId = __crocus::ModelId::new();
        ID.get()
    });
    let record = record::record(model);
    let end = place.semicolon();
    let body = place.block(quote_spanned! {at=>
        type Key = #key_type #end
        fn table() -> &'static __crocus::TableDef #table
        fn model_id() -> u32 #model_id
        fn key(&self) -> #key_type #key
        #record
    });
    // What the struct lacks to be a model, such as `Clone`, is reported at its name.
    quote_spanned! {at=>
        #[automatically_derived]
        impl __crocus::Model for #name #body
    }
}

fn key(model: &Model) -> TokenStream {
    let at = model.place.at;
    let mut parts = model.key_columns().map(|(field, _)| {
        let ident = &field.ident;
        quote_spanned!(at=> __crocus::Clone::clone(&self.#ident))
    });
    if model.key.len() == 1 {
        parts.next().unwrap_or_default()
    } else {
        quote_spanned!(at=> (#(#parts,)*))
    }
}
