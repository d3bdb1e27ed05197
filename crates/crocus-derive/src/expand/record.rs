//! Reading and writing a row: the functions of `Model` that name every column.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::column;
use crate::ir::{Column, Field, Model, Start, Written};

/// `read`, `read_key`, `encode`, `write_back`, `diff`, `on_update`.
pub(super) fn record(model: &Model) -> TokenStream {
    let read = read(model);
    let encode = encode(model);
    let write_back = write_back(model);
    let diff = diff(model);
    let on_update = on_update(model);
    quote!(#read #encode #write_back #diff #on_update)
}

/// ```ignore
/// fn read(row: &Row<'_>) -> Result<Self, Fault> {
///     Ok(User {
///         id: row.decoded(0, PLAIN, ColumnType::decode)?,
///         ..
///     })
/// }
/// fn read_key(row: &Row<'_>) -> Result<i64, Fault> { .. }
/// ```
fn read(model: &Model) -> TokenStream {
    let name = &model.name;
    let fields = model.fields.iter().map(|field| {
        let ident = &field.ident;
        match &field.column {
            None => quote!(#ident: ::core::default::Default::default()),
            Some(column) => {
                let value = get(field, column);
                quote!(#ident: #value)
            }
        }
    });
    let key_type = column::key_type(model);
    let mut key = model
        .key_columns()
        .map(|(field, column)| get(field, column));
    let key = if model.key.len() == 1 {
        key.next().unwrap_or_default()
    } else {
        quote!((#(#key,)*))
    };
    quote! {
        fn read(
            row: &__crocus::Row<'_>,
        ) -> __crocus::Result<Self, __crocus::Fault> {
            __crocus::Ok(#name { #(#fields),* })
        }

        fn read_key(
            row: &__crocus::Row<'_>,
        ) -> __crocus::Result<#key_type, __crocus::Fault> {
            __crocus::Ok(#key)
        }
    }
}

fn get(field: &Field, column: &Column) -> TokenStream {
    let position = Literal::usize_unsuffixed(column.position);
    column::get(&field.ty, column.codec.as_ref(), &position, column.format)
}

/// ```ignore
/// fn encode(&self, column: usize, sink: Sink<'_>) -> Result<(), Fault> {
///     match column {
///         0 => ColumnType::encode(&self.id, PLAIN, sink),
///         1 => __crocus::encode(&<Hex as Codec<Colour>>::encode(&self.colour)?, .., sink),
///         _ => Err(__crocus::no_column("User")),
///     }
/// }
/// ```
fn encode(model: &Model) -> TokenStream {
    let arms = model.columns().map(|(field, column)| {
        let Field { ident, ty, .. } = field;
        let position = Literal::usize_unsuffixed(column.position);
        let format = column::format(column.format);
        match &column.codec {
            None => {
                let encode = column::function(ty, "encode");
                let value = column::argument(quote!(&self), field);
                quote!(#position => #encode(#value, #format, sink),)
            }
            Some(codec) => {
                let access = column::codec(codec, ty);
                quote_spanned! {column::ends(codec).0=>
                    #position => __crocus::encode(&#access::encode(&self.#ident)?, #format, sink),
                }
            }
        }
    });
    let name = model.name.unraw().to_string();
    quote! {
        fn encode(
            &self,
            column: usize,
            sink: __crocus::Sink<'_>,
        ) -> __crocus::Result<(), __crocus::Fault> {
            match column {
                #(#arms)*
                _ => __crocus::Err(__crocus::no_column(#name)),
            }
        }
    }
}

/// ```ignore
/// fn write_back(&mut self, column: usize, value: ValueRef<'_>) -> Result<(), Fault> {
///     match column {
///         0 => ColumnType::write_back(&mut self.id, value, PLAIN),
///         _ => Err(__crocus::no_column("User")),
///     }
/// }
/// ```
fn write_back(model: &Model) -> TokenStream {
    let arms = model.columns().map(|(field, column)| {
        let Field { ident, ty, .. } = field;
        let position = Literal::usize_unsuffixed(column.position);
        let format = column::format(column.format);
        match &column.codec {
            None => {
                let write_back = column::function(ty, "write_back");
                let place = column::argument(quote!(&mut self), field);
                quote!(#position => #write_back(#place, value, #format),)
            }
            Some(codec) => {
                let access = column::codec(codec, ty);
                quote_spanned! {column::ends(codec).0=>
                    #position => {
                        self.#ident = #access::decode(__crocus::decode(value, #format)?)?;
                        __crocus::Ok(())
                    }
                }
            }
        }
    });
    let name = model.name.unraw().to_string();
    quote! {
        fn write_back(
            &mut self,
            column: usize,
            value: __crocus::ValueRef<'_>,
        ) -> __crocus::Result<(), __crocus::Fault> {
            match column {
                #(#arms)*
                _ => __crocus::Err(__crocus::no_column(#name)),
            }
        }
    }
}

/// ```ignore
/// fn diff(&self, other: &Self) -> ColumnSet {
///     let mut columns = ColumnSet::EMPTY;
///     columns.put(0, !ColumnType::same(&self.id, &other.id));
///     columns
/// }
/// ```
fn diff(model: &Model) -> TokenStream {
    // A generated column is never written, so nothing can be stored differently.
    let stored = model
        .columns()
        .filter(|(_, it)| !matches!(it.written, Written::Generated(_)));
    let lines = stored.map(|(field, column)| {
        let Field { ident, ty, .. } = field;
        let position = Literal::usize_unsuffixed(column.position);
        let same = match &column.codec {
            None => {
                let same = column::function(ty, "same");
                let one = column::argument(quote!(&self), field);
                let other = column::argument(quote!(&other), field);
                quote!(#same(#one, #other))
            }
            Some(codec) => {
                let access = column::codec(codec, ty);
                quote_spanned! {column::ends(codec).0=>
                    __crocus::same_stored(
                        &#access::encode(&self.#ident),
                        &#access::encode(&other.#ident),
                    )
                }
            }
        };
        quote!(columns.put(#position, !#same);)
    });
    quote! {
        fn diff(&self, other: &Self) -> __crocus::ColumnSet {
            let mut columns = __crocus::ColumnSet::EMPTY;
            #(#lines)*
            columns
        }
    }
}

/// ```ignore
/// const ON_UPDATE: ColumnSet = ColumnSet::EMPTY.with(9);
/// fn on_update(&mut self) {
///     self.updated_at = <_ as Input<DateTime<Utc>>>::input(Utc::now());
/// }
/// ```
fn on_update(model: &Model) -> TokenStream {
    let mut columns = Vec::new();
    let mut lines = Vec::new();
    for (field, column) in model.columns() {
        if let Some(expression) = &column.on_update {
            let ident = &field.ident;
            let position = Literal::usize_unsuffixed(column.position);
            let value = input(field, expression);
            columns.push(quote!(.with(#position)));
            lines.push(quote!(self.#ident = #value;));
        }
    }
    if lines.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const ON_UPDATE: __crocus::ColumnSet = __crocus::ColumnSet::EMPTY #(#columns)*;

        fn on_update(&mut self) {
            #(#lines)*
        }
    }
}

/// The field's value of an expression that its author wrote.
pub(super) fn input(field: &Field, expression: &TokenStream) -> TokenStream {
    let ty = &field.ty;
    match field {
        Field {
            column: Some(Column { codec: None, .. }),
            start,
            ..
        } if !matches!(start, Start::Skipped) => {
            // The place of the expression, so that a value of another type is reported there.
            quote_spanned!(expression.span()=> <_ as __crocus::Input<#ty>>::input(#expression))
        }
        _ => expression.clone(),
    }
}
