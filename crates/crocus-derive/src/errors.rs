//! Collects every mistake of one derive, so that all are reported at once.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};

/// The mistakes found so far; each pass adds to it, the entry point empties it.
#[derive(Default)]
pub(crate) struct Errors(RefCell<Vec<syn::Error>>);

impl Errors {
    /// Adds a mistake that stands at `span`.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Adds a mistake.
    pub(crate) fn push(&self, error: syn::Error) {
        self.0.borrow_mut().push(error);
    }

    /// Nothing, or all mistakes as `compile_error!`s at their tokens.
    pub(crate) fn finish(self) -> Result<(), TokenStream> {
        let combined = self.0.into_inner().into_iter().reduce(|mut all, next| {
            all.combine(next);
            all
        });
        match combined {
            None => Ok(()),
            Some(error) => Err(error.into_compile_error()),
        }
    }
}
