//! The table as data.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote_spanned;
use syn::Ident;
use syn::ext::IdentExt;

use super::column;
use crate::ir::{Check, Column, Field, Format, Index, Literal, Model, Reference, Written};
use crate::place::Place;

/// ```ignore
/// static TABLE: TableDef =
///     TableDef::new(<User as Source>::REF, &[ColumnDef::new(..), ..], &[0]);
/// &TABLE
/// ```
pub(super) fn table(model: &Model) -> TokenStream {
    let place = model.place;
    let at = place.at;
    let name = place.name(&model.name);
    let columns: TokenStream = model
        .columns()
        .map(|(field, column)| definition(field, column))
        .collect();
    let key = model
        .key_columns()
        .map(|(_, column)| place.number(column.position));
    let plain = quote_spanned! {at=>
        __crocus::TableDef::new(
            <#name as __crocus::Source>::REF,
            &[#columns],
            &[#(#key),*],
        )
    };
    let mut more: Vec<TokenStream> = [
        (model.autoincrement, "autoincrement"),
        (model.strict, "strict"),
        (model.without_rowid, "without_rowid"),
        (model.view, "view"),
    ]
    .into_iter()
    .filter_map(|(set, flag)| flag_of(place, set, flag))
    .collect();
    if !model.indexes.is_empty() {
        let indexes = model.indexes.iter().map(|it| index(place, it));
        more.push(quote_spanned!(at=> indexes: &[#(#indexes),*]));
    }
    if !model.checks.is_empty() {
        let checks = model.checks.iter().map(|it| check(place, it));
        more.push(quote_spanned!(at=> checks: &[#(#checks),*]));
    }
    let table = if more.is_empty() {
        plain
    } else {
        quote_spanned!(at=> __crocus::TableDef { #(#more,)* ..#plain })
    };
    let end = place.semicolon();
    quote_spanned! {at=>
        static TABLE: __crocus::TableDef = #table #end
        &TABLE
    }
}

/// `strict: true`, where it is.
fn flag_of(place: Place, set: bool, flag: &str) -> Option<TokenStream> {
    let flag = Ident::new(flag, place.at);
    set.then(|| quote_spanned!(place.at=> #flag: true))
}

/// `ColumnDef::new("id", "id", <i64 as ColumnType>::DECLARED_AS)`, or more where more is said.
fn definition(field: &Field, column: &Column) -> TokenStream {
    let place = column::place(field, column);
    let at = place.at;
    let ty = column::stored(field, column);
    let name = place.text(&column.name);
    let text = place.text(&field.ident.unraw().to_string());
    let more = details(place, column);
    if more.is_empty() {
        return quote_spanned! {at=>
            __crocus_ColumnDef::new(#name, #text, <#ty as __crocus_ColumnType>::DECLARED_AS),
        };
    }
    quote_spanned! {at=>
        __crocus_ColumnDef {
            #(#more,)*
            ..__crocus_ColumnDef::new(#name, #text, <#ty as __crocus_ColumnType>::DECLARED_AS)
        },
    }
}

/// What a column says beyond its name and type.
fn details(place: Place, column: &Column) -> Vec<TokenStream> {
    let at = place.at;
    let mut more = Vec::new();
    if !matches!(column.format, Format::Plain) {
        let format = column::format(place, column.format);
        more.push(quote_spanned!(at=> format: #format));
    }
    let flags = [
        (column.unique, "unique"),
        (column.indexed, "indexed"),
        (column.version, "version"),
    ];
    more.extend(
        flags
            .into_iter()
            .filter_map(|(set, flag)| flag_of(place, set, flag)),
    );
    if let Some(literal) = &column.default {
        let default = default(place, literal);
        more.push(quote_spanned!(at=> default: __crocus_Some(#default)));
    }
    if let Some(written) = written(place, &column.written) {
        more.push(quote_spanned!(at=> written: #written));
    }
    if let Some(collate) = &column.collate {
        let collate = place.text(collate);
        more.push(quote_spanned!(at=> collate: __crocus_Some(#collate)));
    }
    if let Some(check) = &column.check {
        let check = place.text(check);
        more.push(quote_spanned!(at=> check: __crocus_Some(#check)));
    }
    if let Some(it) = &column.references {
        let reference = reference(place, it);
        more.push(quote_spanned!(at=> references: __crocus_Some(#reference)));
    }
    more
}

fn name(place: Place, name: Option<&String>) -> TokenStream {
    match name {
        None => quote_spanned!(place.at=> __crocus_None),
        Some(name) => {
            let name = place.text(name);
            quote_spanned!(place.at=> __crocus_Some(#name))
        }
    }
}

fn default(place: Place, literal: &Literal) -> TokenStream {
    let (variant, value) = match literal {
        Literal::Integer(integer) => ("Integer", Token::i64_unsuffixed(*integer)),
        Literal::Real(real) => ("Real", Token::f64_unsuffixed(*real)),
        Literal::Text(text) => ("Text", Token::string(text)),
        Literal::Sql(sql) => ("Sql", Token::string(sql)),
    };
    let (variant, value) = (Ident::new(variant, place.at), place.literal(value));
    quote_spanned!(place.at=> __crocus::DefaultValue::#variant(#value))
}

fn written(place: Place, written: &Written) -> Option<TokenStream> {
    let at = place.at;
    let written = match written {
        Written::Client => return None,
        Written::Rowid => quote_spanned!(at=> Rowid),
        Written::Default => quote_spanned!(at=> Default),
        Written::Generated(expression) => {
            let expression = place.text(expression);
            quote_spanned!(at=> Generated(#expression))
        }
    };
    Some(quote_spanned!(at=> __crocus::Written::#written))
}

fn reference(place: Place, reference: &Reference) -> TokenStream {
    let model = &reference.model;
    let (on_delete, on_update) = (&reference.on_delete.0, &reference.on_update.0);
    quote_spanned! {place.at=>
        __crocus::Reference {
            table: <#model as __crocus::Model>::table,
            on_delete: __crocus::Action::#on_delete,
            on_update: __crocus::Action::#on_update,
        }
    }
}

fn index(place: Place, index: &Index) -> TokenStream {
    let name = name(place, index.name.as_ref());
    let columns = index.columns.iter().map(|column| place.number(*column));
    let unique = Ident::new(if index.unique { "true" } else { "false" }, place.at);
    quote_spanned! {place.at=>
        __crocus::IndexDef { name: #name, columns: &[#(#columns),*], unique: #unique }
    }
}

fn check(place: Place, check: &Check) -> TokenStream {
    let name = name(place, check.name.as_ref());
    let expression = place.text(&check.expression);
    quote_spanned!(place.at=> __crocus::CheckDef { name: #name, expression: #expression })
}
