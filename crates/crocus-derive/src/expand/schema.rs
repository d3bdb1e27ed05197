//! The table as data.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

use super::column;
use crate::ir::{Check, Column, Field, Index, Literal, Model, Reference, Written};

/// ```ignore
/// const COLUMNS: &[ColumnDef] = &[ColumnDef { .. }, ..];
/// const KEY: &[usize] = &[0];
/// static TABLE: TableDef = TableDef {
///     model: "User",
///     source: <User as Source>::REF,
///     columns: COLUMNS,
///     primary_key: KEY,
///     layout: Layout::of(COLUMNS, KEY),
///     ..
/// };
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
    let indexes = model.indexes.iter().map(index);
    let checks = model.checks.iter().map(check);
    quote! {
        const COLUMNS: &[__crocus::ColumnDef] = &[#(#columns),*];
        const KEY: &[usize] = &[#(#key),*];
        static TABLE: __crocus::TableDef = __crocus::TableDef {
            model: #text,
            source: <#name as __crocus::Source>::REF,
            columns: COLUMNS,
            primary_key: KEY,
            layout: __crocus::Layout::of(COLUMNS, KEY),
            autoincrement: #autoincrement,
            indexes: &[#(#indexes),*],
            checks: &[#(#checks),*],
            strict: #strict,
            without_rowid: #without_rowid,
            view: #view,
        };
        &TABLE
    }
}

fn definition(field: &Field, column: &Column) -> TokenStream {
    let ty = column::stored(field, column);
    let base = column::base(&ty);
    let (first, _) = column::ends(&ty);
    let declared = quote_spanned!(first=> <#base as __crocus::Scalar>::DECLARED);
    let nullable = quote_spanned!(first=> <#ty as __crocus::ColumnType>::NULLABLE);
    let Column {
        name,
        unique,
        indexed,
        version,
        ..
    } = column;
    let text = field.ident.unraw().to_string();
    let format = column::format(column.format);
    let default = option(column.default.as_ref().map(default));
    let written = written(&column.written);
    let collate = option(column.collate.as_ref());
    let check = option(column.check.as_ref());
    let references = option(column.references.as_ref().map(reference));
    quote! {
        __crocus::ColumnDef {
            name: #name,
            field: #text,
            declared: #declared,
            format: #format,
            nullable: #nullable,
            unique: #unique,
            indexed: #indexed,
            default: #default,
            written: #written,
            version: #version,
            collate: #collate,
            check: #check,
            references: #references,
        }
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        None => quote!(::core::option::Option::None),
        Some(value) => quote!(::core::option::Option::Some(#value)),
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
