//! Reading and writing a row: the functions of `Model` that name every column.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
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
    quote_spanned!(model.place.at=> #read #encode #write_back #diff #on_update)
}

/// ```ignore
/// fn read(__row: &mut Reader<'_>) -> Result<Self, Fault> {
///     let Some(__0) = __crocus::read(__row, 0) else { return __row.fault() };
///     ..
///     Ok(User { id: __0, .. })
/// }
/// fn read_key(row: &Row<'_>) -> Result<i64, Fault> { .. }
/// ```
fn read(model: &Model) -> TokenStream {
    let at = model.place.at;
    let name = model.place.name(&model.name);
    let columns = model.columns().map(read_column);
    let fields = model.fields.iter().map(|field| {
        let ident = &field.ident;
        match &field.column {
            None => quote_spanned!(at=> #ident: __crocus::Default::default()),
            Some(column) => {
                let local = local(field, column);
                quote_spanned!(at=> #ident: #local)
            }
        }
    });
    let row = quote_spanned!(at=> let mut __row = __crocus::Reader::new(row););
    let read = model.place.block(quote_spanned! {at=>
        #row
        #(#columns)*
        __crocus::Ok(#name { #(#fields),* })
    });
    let key_type = column::key_type(model);
    let columns = model.key_columns().map(read_column);
    let mut key = model
        .key_columns()
        .map(|(field, column)| local(field, column));
    let key = if model.key.len() == 1 {
        key.next().to_token_stream()
    } else {
        quote_spanned!(at=> (#(#key,)*))
    };
    let read_key = model.place.block(quote_spanned! {at=>
        #row
        #(#columns)*
        __crocus::Ok(#key)
    });
    quote_spanned! {at=>
        fn read(row: &__crocus::Row<'_>) -> __crocus::Result<Self, __crocus::Fault> #read
        fn read_key(
            row: &__crocus::Row<'_>,
        ) -> __crocus::Result<#key_type, __crocus::Fault> #read_key
    }
}

fn local(field: &Field, column: &Column) -> Ident {
    column::local(field.place, column.position)
}

fn read_column((field, column): (&Field, &Column)) -> TokenStream {
    column::read(
        &local(field, column),
        (&field.ty, field.place_of_type),
        &field.place_of_type.number(column.position),
        (column.codec.as_ref(), column.format),
    )
}

/// ```ignore
/// fn encode(&self, column: usize, sink: Sink<'_>) -> Result<(), Fault> {
///     match column {
///         0 => ColumnType::encode(&self.id, PLAIN, sink),
///         1 => __crocus::encode_with(<Hex as Codec<Colour>>::encode(&self.colour), PLAIN, sink),
///         _ => Err(__crocus::no_column("User")),
///     }
/// }
/// ```
fn encode(model: &Model) -> TokenStream {
    let at = model.place.at;
    let arms = model.columns().map(|(field, column)| {
        let place = column::place(field, column);
        let position = place.number(column.position);
        let format = column::format(place, column.format);
        let own = column::of("self", field, column);
        match &column.codec {
            None => {
                let encode = column::function(field, "encode");
                quote_spanned!(place.at=> #position => #encode(&#own, #format, sink),)
            }
            Some(codec) => {
                let encode = column::coded(codec, &field.ty, place, "encode");
                quote_spanned! {place.at=>
                    #position => __crocus::encode_with(#encode(&#own), #format, sink),
                }
            }
        }
    });
    let arms = quote_spanned!(at=> #(#arms)*);
    let body = model.place.block(one_of(model, &arms));
    quote_spanned! {at=>
        fn encode(
            &self,
            column: usize,
            sink: __crocus::Sink<'_>,
        ) -> __crocus::Result<(), __crocus::Fault> #body
    }
}

/// ```ignore
/// fn write_back(&mut self, column: usize, value: ValueRef<'_>) -> Result<(), Fault> {
///     match column {
///         0 => ColumnType::write_back(&mut self.id, value, PLAIN),
///         1 => __crocus::write_back_with(&mut self.colour, value, PLAIN, <Hex as Codec<Colour>>::decode),
///         _ => Err(__crocus::no_column("User")),
///     }
/// }
/// ```
fn write_back(model: &Model) -> TokenStream {
    let at = model.place.at;
    let arms = model.columns().map(|(field, column)| {
        let place = column::place(field, column);
        let position = place.number(column.position);
        let format = column::format(place, column.format);
        let own = column::of("self", field, column);
        match &column.codec {
            None => {
                let write_back = column::function(field, "write_back");
                quote_spanned!(place.at=> #position => #write_back(&mut #own, value, #format),)
            }
            Some(codec) => {
                let decode = column::coded(codec, &field.ty, place, "decode");
                quote_spanned! {place.at=>
                    #position => __crocus::write_back_with(&mut #own, value, #format, #decode),
                }
            }
        }
    });
    let arms = quote_spanned!(at=> #(#arms)*);
    let body = model.place.block(one_of(model, &arms));
    quote_spanned! {at=>
        fn write_back(
            &mut self,
            column: usize,
            value: __crocus::ValueRef<'_>,
        ) -> __crocus::Result<(), __crocus::Fault> #body
    }
}

/// A `match` on the position of a column.
fn one_of(model: &Model, arms: &TokenStream) -> TokenStream {
    let name = model.place.text(&model.name.unraw().to_string());
    quote_spanned! {model.place.at=>
        match column {
            #arms
            _ => __crocus::Err(__crocus::no_column(#name)),
        }
    }
}

/// ```ignore
/// fn diff(&self, other: &Self) -> ColumnSet {
///     ColumnSet::unless([ColumnType::same(&self.id, &other.id), ..])
/// }
/// ```
fn diff(model: &Model) -> TokenStream {
    let at = model.place.at;
    let columns = model.columns().map(|(field, column)| {
        let place = column::place(field, column);
        // A generated column is never written, so nothing can be stored differently.
        if matches!(column.written, Written::Generated(_)) {
            return quote_spanned!(place.at=> true);
        }
        let own = column::of("self", field, column);
        let other = column::of("other", field, column);
        match &column.codec {
            None => {
                let same = column::function(field, "same");
                quote_spanned!(place.at=> #same(&#own, &#other))
            }
            Some(codec) => {
                let encode = column::coded(codec, &field.ty, place, "encode");
                quote_spanned! {place.at=>
                    __crocus::same_stored(#encode(&#own), #encode(&#other))
                }
            }
        }
    });
    let body = model
        .place
        .block(quote_spanned!(at=> __crocus::ColumnSet::unless([#(#columns),*])));
    quote_spanned!(at=> fn diff(&self, other: &Self) -> __crocus::ColumnSet #body)
}

/// ```ignore
/// const ON_UPDATE: ColumnSet = ColumnSet::EMPTY.with(9);
/// fn on_update(&mut self) {
///     self.updated_at = <_ as Input<DateTime<Utc>>>::input(Utc::now());
/// }
/// ```
fn on_update(model: &Model) -> TokenStream {
    let at = model.place.at;
    let mut columns = Vec::new();
    let mut lines = Vec::new();
    for (field, column) in model.columns() {
        if let Some(expression) = &column.on_update {
            let ident = &field.ident;
            let position = model.place.number(column.position);
            let value = input(field, expression);
            columns.push(quote_spanned!(at=> .with(#position)));
            lines.push(quote_spanned!(at=> self.#ident = #value;));
        }
    }
    if lines.is_empty() {
        return TokenStream::new();
    }
    let body = model.place.block(quote_spanned!(at=> #(#lines)*));
    quote_spanned! {at=>
        const ON_UPDATE: __crocus::ColumnSet = __crocus::ColumnSet::EMPTY #(#columns)*;

        fn on_update(&mut self) #body
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
