//! Reading the entries of an attribute, each by itself: one broken entry does not hide the others.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitInt, LitStr, Meta, Token, parenthesized};

use crate::errors::Errors;
use crate::symbol::{self, Symbol};

/// A place for the value of one word.
#[derive(Default)]
pub(crate) enum Slot<T> {
    /// The word was not written.
    #[default]
    Absent,
    /// It was written with a mistake, which has been reported.
    Broken,
    /// It was written.
    Given {
        /// The word, for messages that point at it.
        word: Ident,
        /// Its value.
        value: T,
    },
}

impl<T> Slot<T> {
    /// Puts the value of `word` in; a second one is a mistake.
    pub(crate) fn fill(&mut self, word: &Ident, value: syn::Result<T>) -> syn::Result<()> {
        if !matches!(self, Slot::Absent) {
            return Err(syn::Error::new(
                word.span(),
                format!("`{word}` is written twice"),
            ));
        }
        match value {
            Ok(value) => {
                *self = Slot::Given {
                    word: word.clone(),
                    value,
                }
            }
            Err(error) => {
                *self = Slot::Broken;
                return Err(error);
            }
        }
        Ok(())
    }

    /// The value.
    pub(crate) fn value(&self) -> Option<&T> {
        match self {
            Slot::Given { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Where the word stands.
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Slot::Given { word, .. } => Some(word.span()),
            _ => None,
        }
    }

    /// Whether the word was written, rightly or not.
    pub(crate) fn written(&self) -> bool {
        !matches!(self, Slot::Absent)
    }
}

/// A number and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Number {
    /// The number.
    pub(crate) number: u32,
    /// Where it stands.
    pub(crate) span: Span,
}

/// Hands every entry of the attributes called `space` to `each`, which reads its value.
pub(crate) fn entries(
    errors: &Errors,
    attributes: &[Attribute],
    space: Symbol,
    mut each: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    for attribute in attributes
        .iter()
        .filter(|attribute| *attribute.path() == space)
    {
        let Meta::List(list) = &attribute.meta else {
            let [segment] = attribute.path().segments.iter().collect::<Vec<_>>()[..] else {
                continue;
            };
            errors.at(
                segment.ident.span(),
                format!("`#[{space}]` takes a list: `#[{space}(..)]`"),
            );
            continue;
        };
        let read = list.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                entry(errors, input, &mut each);
            }
            Ok(())
        });
        if let Err(error) = read {
            errors.push(error);
        }
    }
}

fn entry(
    errors: &Errors,
    input: ParseStream<'_>,
    each: &mut impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    let read = match Ident::parse_any(input) {
        Ok(word) => each(&word, input),
        Err(_) => Err(input.error("expected a word such as `unique`")),
    };
    let sound = read.is_ok();
    if let Err(error) = read {
        errors.push(error);
    } else if !input.is_empty() && !input.peek(Token![,]) {
        errors.push(input.error("expected `,` before this"));
    }
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            break;
        }
    }
    if input.parse::<Token![,]>().is_err() && !sound {
        // Nothing is left of this list that could be read.
        while input.parse::<TokenTree>().is_ok() {}
    }
}

/// The mistake of a word that `space` does not know.
pub(crate) fn unknown(word: &Ident, space: Symbol, known: &[Symbol]) -> syn::Error {
    let advice = match symbol::nearest(&word.to_string(), known.iter().map(|known| known.0)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it knows {}", list(known)),
    };
    syn::Error::new(
        word.span(),
        format!("`#[{space}]` does not know `{word}`: {advice}"),
    )
}

/// `` `a`, `b`, `c` ``.
pub(crate) fn list<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    names
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A word without a value.
pub(crate) fn flag(word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        Ok(())
    } else if input.peek(Token![=]) || input.peek(syn::token::Paren) {
        Err(input.error(format!("`{word}` takes no value")))
    } else {
        Err(input.error("expected `,` before this"))
    }
}

/// The value after `word =`; `example` is what a right one looks like.
pub(crate) fn value<T: Parse>(
    word: &Ident,
    input: ParseStream<'_>,
    example: &str,
) -> syn::Result<T> {
    let wrong = |span| syn::Error::new(span, format!("write `{word} = {example}`"));
    if input.parse::<Token![=]>().is_err() {
        return Err(wrong(word.span()));
    }
    let span = input.span();
    if input.is_empty() || input.peek(Token![,]) {
        return Err(wrong(word.span()));
    }
    input.parse().map_err(|_| wrong(span))
}

/// The text after `word =`.
pub(crate) fn text(word: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let text: LitStr = value(word, input, "\"..\"")?;
    if text.value().is_empty() {
        return Err(syn::Error::new(text.span(), format!("`{word}` is empty")));
    }
    Ok(text)
}

/// The number after `word =`.
pub(crate) fn number(word: &Ident, input: ParseStream<'_>) -> syn::Result<Number> {
    let literal: LitInt = value(word, input, "10")?;
    let span = literal.span();
    match literal.base10_parse() {
        Ok(number) => Ok(Number { number, span }),
        Err(_) => Err(syn::Error::new(span, format!("`{word}` is too large"))),
    }
}

/// The identifiers after `word`, in parentheses, and a name for the whole where there is one.
pub(crate) fn idents(
    word: &Ident,
    input: ParseStream<'_>,
) -> syn::Result<(Vec<Ident>, Option<LitStr>)> {
    if !input.peek(syn::token::Paren) {
        let message = format!("write `{word}(field, ..)` with the names of fields");
        return Err(syn::Error::new(word.span(), message));
    }
    let inner;
    parenthesized!(inner in input);
    let named = names_of_fields(word, &inner);
    if named.is_err() {
        // What is left unread would be a second mistake.
        while inner.parse::<TokenTree>().is_ok() {}
    }
    named
}

fn names_of_fields(
    word: &Ident,
    inner: ParseStream<'_>,
) -> syn::Result<(Vec<Ident>, Option<LitStr>)> {
    let mut name = None;
    let mut idents = Vec::new();
    while !inner.is_empty() {
        let ident = Ident::parse_any(inner)
            .map_err(|_| inner.error(format!("`{word}(..)` takes the names of fields")))?;
        if inner.peek(Token![=]) && ident == symbol::NAME {
            name = Some(text(&ident, inner)?);
        } else {
            idents.push(ident);
        }
        if !inner.is_empty() {
            inner
                .parse::<Token![,]>()
                .map_err(|_| inner.error("expected `,` before this"))?;
        }
    }
    if idents.is_empty() {
        let message = format!("`{word}(..)` names no field");
        return Err(syn::Error::new(word.span(), message));
    }
    Ok((idents, name))
}

/// The one word in parentheses after `word`, where there are any.
pub(crate) fn option(
    word: &Ident,
    input: ParseStream<'_>,
    known: Symbol,
) -> syn::Result<Option<Ident>> {
    if !input.peek(syn::token::Paren) {
        return flag(word, input).map(|()| None);
    }
    let inner;
    parenthesized!(inner in input);
    let options = Punctuated::<Ident, Token![,]>::parse_terminated(&inner)?;
    for option in &options {
        if *option != known {
            let message = format!("`{word}(..)` knows only `{known}`");
            return Err(syn::Error::new(option.span(), message));
        }
    }
    Ok(options.into_iter().next())
}
