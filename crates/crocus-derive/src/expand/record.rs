//! Reading and writing a row: the functions of `Model` that name every column.

use proc_macro2::{Group, Ident, Literal, TokenStream};
use quote::quote_spanned;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::column::{self, Said};
use crate::ir::{Column, Field, Model, Start, Written};
use crate::place::Place;
use crate::shape;

/// `read`, `encode`, `write_back`, `diff`, `copy_from`, `on_update`.
pub(super) fn record(model: &Model) -> TokenStream {
    [
        read(model),
        encode(model),
        write_back(model),
        diff(model),
        copy(model),
        on_update(model),
    ]
    .into_iter()
    .collect()
}

/// ```ignore
/// fn read(row: &Row<'_>) -> Result<Self, Fault> {
///     let __row = &mut Reader::new(row);
///     let Some(__0) = ColumnType::read(__row, 0, PLAIN) else { return __row.fault() };
///     ..
///     Ok(User { id: __0, .. })
/// }
/// ```
fn read(model: &Model) -> TokenStream {
    let at = model.place.at;
    let name = model.place.name(&model.name);
    let columns: TokenStream = model.columns().map(read_column).collect();
    let fields = model.columns().map(|(field, _)| &field.ident);
    let values = model.columns().map(|(field, column)| local(field, column));
    let skipped = model
        .fields
        .iter()
        .filter(|field| field.column.is_none())
        .map(|field| &field.ident);
    let body = model.place.block(quote_spanned! {at=>
        let __row = &mut __crocus::Reader::new(row);
        #columns
        __crocus_Ok(#name {
            #(#fields: #values,)*
            #(#skipped: __crocus::Default::default(),)*
        })
    });
    quote_spanned!(at=> fn read(row: &__crocus_Row<'_>) -> __crocus_Result<Self, __crocus_Fault> #body)
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
        let (place, position, ident, format) = arm(field, column);
        let Some(codec) = &column.codec else {
            let encode = place.last("encode");
            return quote_spanned! {place.at=>
                #position => __crocus_ColumnType::#encode(&self.#ident, #format, sink),
            };
        };
        let encode = column::coded(codec, &field.ty, place, "encode");
        quote_spanned! {place.at=>
            #position => __crocus::encode_with(#encode(&self.#ident), #format, sink),
        }
    });
    let body = one_of(model, arms.collect());
    quote_spanned! {at=>
        fn encode(
            &self,
            column: usize,
            sink: __crocus::Sink<'_>,
        ) -> __crocus_Result<(), __crocus_Fault> #body
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
        let (place, position, ident, format) = arm(field, column);
        let Some(codec) = &column.codec else {
            let write_back = place.last("write_back");
            return quote_spanned! {place.at=>
                #position => __crocus_ColumnType::#write_back(&mut self.#ident, value, #format),
            };
        };
        let decode = column::coded(codec, &field.ty, place, "decode");
        quote_spanned! {place.at=>
            #position => __crocus::write_back_with(&mut self.#ident, value, #format, #decode),
        }
    });
    let body = one_of(model, arms.collect());
    quote_spanned! {at=>
        fn write_back(
            &mut self,
            column: usize,
            value: __crocus::ValueRef<'_>,
        ) -> __crocus_Result<(), __crocus_Fault> #body
    }
}

/// Where the arm of a column stands, its pattern, and what it names: the field and the format.
fn arm(field: &Field, column: &Column) -> (Place, Literal, Ident, Said<'static>) {
    let place = column::place(field, column);
    (
        place,
        place.number(column.position),
        place.ending(&field.ident),
        column::format(place, column.format),
    )
}

/// A `match` on the position of a column.
fn one_of(model: &Model, mut arms: TokenStream) -> Group {
    let place = model.place;
    let name = place.text(&model.name.unraw().to_string());
    arms.extend(quote_spanned!(place.at=> _ => __crocus_Err(__crocus::no_column(#name)),));
    let arms = place.block(arms);
    place.block(quote_spanned!(place.at=> match column #arms))
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
            return quote_spanned!(place.at=> true,);
        }
        let ident = place.ending(&field.ident);
        let Some(codec) = &column.codec else {
            let same = place.last("same");
            return quote_spanned! {place.at=>
                __crocus_ColumnType::#same(&self.#ident, &other.#ident),
            };
        };
        let encode = column::coded(codec, &field.ty, place, "encode");
        quote_spanned! {place.at=>
            __crocus::same_stored(#encode(&self.#ident), #encode(&other.#ident)),
        }
    });
    let columns: TokenStream = columns.collect();
    let body = model
        .place
        .block(quote_spanned!(at=> __crocus::ColumnSet::unless([#columns])));
    quote_spanned!(at=> fn diff(&self, other: &Self) -> __crocus::ColumnSet #body)
}

/// ```ignore
/// const COPIES: bool = true;
/// fn copy_from(&mut self, other: &Self) {
///     self.id = other.id;
///     __crocus_copy(&mut self.name, &other.name);
/// }
/// ```
///
/// A field that is no column, or has a codec, may hold anything, and need not be `Clone`.
fn copy(model: &Model) -> TokenStream {
    let at = model.place.at;
    let plain = |field: &Field| field.column.as_ref().is_some_and(|it| it.codec.is_none());
    if !model.fields.iter().all(plain) {
        return TokenStream::new();
    }
    let fields = model.fields.iter().map(|field| {
        let ident = &field.ident;
        if shape::is_number(&field.ty) {
            return quote_spanned!(at=> self.#ident = other.#ident;);
        }
        quote_spanned!(at=> __crocus_copy(&mut self.#ident, &other.#ident);)
    });
    let body = model.place.block(fields.collect());
    quote_spanned! {at=>
        const COPIES: bool = true;

        fn copy_from(&mut self, other: &Self) #body
    }
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
            quote_spanned!(expression.span()=> <_ as __crocus_Input<#ty>>::input(#expression))
        }
        _ => expression.clone(),
    }
}
