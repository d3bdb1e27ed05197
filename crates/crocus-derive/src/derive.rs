//! The derives as a whole: four passes, of which the last is for what went wrong.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;
use crate::symbol::{COLUMN_ENUM, COLUMN_TYPE};
use crate::{attr, check, expand, fallback};

/// `#[derive(Model)]`.
pub(crate) fn model(input: &DeriveInput) -> TokenStream {
    let errors = Errors::default();
    let draft = attr::model(&errors, input);
    let model = draft.as_ref().map(|draft| check::model(&errors, draft));
    match (errors.finish(), model) {
        (Ok(()), Some(model)) => expand::model(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(errors), _) => fallback::model(input, draft.as_ref(), &errors),
    }
}

/// `#[derive(ColumnType)]`.
pub(crate) fn column_type(input: &DeriveInput) -> TokenStream {
    let errors = Errors::default();
    let newtype = attr::newtype(&errors, input).map(|draft| check::newtype(&draft));
    match (errors.finish(), newtype) {
        (Ok(()), Some(newtype)) => expand::newtype(&newtype),
        (Ok(()), None) => TokenStream::new(),
        (Err(errors), _) => fallback::column_type(input, COLUMN_TYPE, &errors),
    }
}

/// `#[derive(ColumnEnum)]`.
pub(crate) fn column_enum(input: &DeriveInput) -> TokenStream {
    let errors = Errors::default();
    let draft = attr::enumeration(&errors, input);
    let enumeration = draft.map(|draft| check::enumeration(&errors, &draft));
    match (errors.finish(), enumeration) {
        (Ok(()), Some(enumeration)) => expand::enumeration(&enumeration),
        (Ok(()), None) => TokenStream::new(),
        (Err(errors), _) => fallback::column_type(input, COLUMN_ENUM, &errors),
    }
}

/// `#[derive(FromRow)]`.
pub(crate) fn from_row(input: &DeriveInput) -> TokenStream {
    let errors = Errors::default();
    let draft = attr::result(&errors, input);
    let result = draft.map(|draft| check::result(&errors, &draft));
    match (errors.finish(), result) {
        (Ok(()), Some(result)) => expand::result(&result),
        (Ok(()), None) => TokenStream::new(),
        (Err(errors), _) => fallback::result(input, &errors),
    }
}
