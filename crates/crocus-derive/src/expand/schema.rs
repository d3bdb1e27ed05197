//! The table as data.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

use super::column;
use crate::ir::{Check, Column, Field, Format, Index, Literal, Model, Reference, Written};

/// ```ignore
/// static TABLE: TableDef =
///     TableDef::new("User", <User as Source>::REF, &[ColumnDef::new(..), ..], &[0]);
/// &TABLE
/// ```
pub(super) fn table(model: &Model) -> TokenStream {
    let Model {
        name,
        autoincrement,
        strict,
        without_rowid,
        view,
        ..
    } = model;
    let text = name.unraw().to_string();
    let columns = model
        .columns()
        .map(|(field, column)| definition(field, column));
    let key = model
        .key_columns()
        .map(|(_, column)| Token::usize_unsuffixed(column.position));
    let plain = quote! {
        __crocus::TableDef::new(
            #text,
            <#name as __crocus::Source>::REF,
            &[#(#columns),*],
            &[#(#key),*],
        )
    };
    let mut more = Vec::new();
    let flags = [
        (*autoincrement, quote!(autoincrement: true)),
        (*strict, quote!(strict: true)),
        (*without_rowid, quote!(without_rowid: true)),
        (*view, quote!(view: true)),
    ];
    more.extend(
        flags
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, flag)| flag),
    );
    if !model.indexes.is_empty() {
        let indexes = model.indexes.iter().map(index);
        more.push(quote!(indexes: &[#(#indexes),*]));
    }
    if !model.checks.is_empty() {
        let checks = model.checks.iter().map(check);
        more.push(quote!(checks: &[#(#checks),*]));
    }
    let table = if more.is_empty() {
        plain
    } else {
        quote!(__crocus::TableDef { #(#more,)* ..#plain })
    };
    quote! {
        static TABLE: __crocus::TableDef = #table;
        &TABLE
    }
}

/// `ColumnDef::new("id", "id", <i64 as ColumnType>::DECLARED_AS)`, or more where more is said.
fn definition(field: &Field, column: &Column) -> TokenStream {
    let ty = column::stored(field, column);
    let (first, _) = column::ends(&ty);
    let declared = quote_spanned!(first=> <#ty as __crocus::ColumnType>::DECLARED_AS);
    let name = &column.name;
    let text = field.ident.unraw().to_string();
    let plain = quote!(__crocus::ColumnDef::new(#name, #text, #declared));
    let more = details(column);
    if more.is_empty() {
        return plain;
    }
    quote!(__crocus::ColumnDef { #(#more,)* ..#plain })
}

/// What a column says beyond its name and type.
fn details(column: &Column) -> Vec<TokenStream> {
    let mut more = Vec::new();
    if !matches!(column.format, Format::Plain) {
        let format = column::format(column.format);
        more.push(quote!(format: #format));
    }
    let flags = [
        (column.unique, quote!(unique: true)),
        (column.indexed, quote!(indexed: true)),
        (column.version, quote!(version: true)),
    ];
    more.extend(
        flags
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, flag)| flag),
    );
    if let Some(literal) = &column.default {
        let default = default(literal);
        more.push(quote!(default: __crocus::Some(#default)));
    }
    if !matches!(column.written, Written::Client) {
        let written = written(&column.written);
        more.push(quote!(written: #written));
    }
    if let Some(collate) = &column.collate {
        more.push(quote!(collate: __crocus::Some(#collate)));
    }
    if let Some(check) = &column.check {
        more.push(quote!(check: __crocus::Some(#check)));
    }
    if let Some(it) = &column.references {
        let reference = reference(it);
        more.push(quote!(references: __crocus::Some(#reference)));
    }
    more
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        None => quote!(__crocus::None),
        Some(value) => quote!(__crocus::Some(#value)),
    }
}

fn default(literal: &Literal) -> TokenStream {
    let value = match literal {
        Literal::Integer(integer) => {
            let integer = Token::i64_unsuffixed(*integer);
            quote!(Integer(#integer))
        }
        Literal::Real(real) => {
            let real = Token::f64_unsuffixed(*real);
            quote!(Real(#real))
        }
        Literal::Text(text) => quote!(Text(#text)),
        Literal::Sql(sql) => quote!(Sql(#sql)),
    };
    quote!(__crocus::DefaultValue::#value)
}

fn written(written: &Written) -> TokenStream {
    let written = match written {
        Written::Client => quote!(Client),
        Written::Rowid => quote!(Rowid),
        Written::Default => quote!(Default),
        Written::Generated(expression) => quote!(Generated(#expression)),
    };
    quote!(__crocus::Written::#written)
}

fn reference(reference: &Reference) -> TokenStream {
    let model = &reference.model;
    let (on_delete, on_update) = (&reference.on_delete.0, &reference.on_update.0);
    quote! {
        __crocus::Reference {
            table: <#model as __crocus::Model>::table,
            on_delete: __crocus::Action::#on_delete,
            on_update: __crocus::Action::#on_update,
        }
    }
}

fn index(index: &Index) -> TokenStream {
    let name = option(index.name.as_ref());
    let columns = index
        .columns
        .iter()
        .map(|column| Token::usize_unsuffixed(*column));
    let unique = index.unique;
    quote!(__crocus::IndexDef { name: #name, columns: &[#(#columns),*], unique: #unique })
}

fn check(check: &Check) -> TokenStream {
    let name = option(check.name.as_ref());
    let expression = &check.expression;
    quote!(__crocus::CheckDef { name: #name, expression: #expression })
}
