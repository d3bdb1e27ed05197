//! Where generated code stands: in the struct that it is made of, not at the derive.
//!
//! After an edit rustc compiles again whatever has changed. It counts places from the beginning of
//! their item, so that a line more above an item changes nothing in it; but what has the place of the
//! derive belongs to an expansion, and an expansion changes whenever it moves. Therefore every token
//! is given a place in the struct, and every item ends where the last field in it ends.

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, Span, TokenStream};
use quote::ToTokens;
use syn::{Data, DeriveInput, Fields, Ident};

/// Where the tokens of an item stand, and where the item ends.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// Where every token stands that is not the user's.
    pub(crate) at: Span,
    end: Span,
}

impl Place {
    /// The place of a whole struct or enum.
    pub(crate) fn of(input: &DeriveInput) -> Self {
        let (at, end) = match &input.data {
            Data::Struct(data) => (
                data.struct_token.span,
                match &data.fields {
                    Fields::Named(fields) => fields.brace_token.span.join(),
                    Fields::Unnamed(fields) => fields.paren_token.span.join(),
                    Fields::Unit => input.ident.span(),
                },
            ),
            Data::Enum(data) => (data.enum_token.span, data.brace_token.span.join()),
            Data::Union(data) => (data.union_token.span, data.fields.brace_token.span.join()),
        };
        Place { at, end }
    }

    /// The place from the first to the last token of `first` and `last`; names mean what they mean
    /// here.
    pub(crate) fn between(self, first: &impl ToTokens, last: &impl ToTokens) -> Self {
        let mut first = first.to_token_stream().into_iter();
        let last = last.to_token_stream().into_iter().last();
        let at = first.next().map_or(self.at, |token| token.span());
        let end = last.map_or(at, |token| token.span());
        Place {
            at: self.at.located_at(at),
            end: self.at.located_at(end),
        }
    }

    /// The place of the first token of `tokens`.
    pub(crate) fn of_first(self, tokens: &impl ToTokens) -> Self {
        let first = tokens.to_token_stream().into_iter().next();
        let at = first.map_or(self.at, |token| self.at.located_at(token.span()));
        Place { at, end: at }
    }

    /// `{ inner }`, which ends an item.
    pub(crate) fn block(self, inner: TokenStream) -> Group {
        let mut block = Group::new(Delimiter::Brace, inner);
        block.set_span(self.end);
        block
    }

    /// `;`, which ends an item.
    pub(crate) fn semicolon(self) -> Punct {
        let mut semicolon = Punct::new(';', Spacing::Alone);
        semicolon.set_span(self.end);
        semicolon
    }

    /// A name that begins here.
    pub(crate) fn name(self, name: &Ident) -> Ident {
        let mut name = name.clone();
        name.set_span(self.at);
        name
    }

    /// A name that ends where this ends.
    pub(crate) fn ending(self, name: &Ident) -> Ident {
        let mut name = name.clone();
        name.set_span(self.end);
        name
    }

    /// A name at the end, for the last token of a path.
    pub(crate) fn last(self, name: &str) -> Ident {
        Ident::new(name, self.end)
    }

    /// `"text"`.
    pub(crate) fn text(self, text: &str) -> Literal {
        self.literal(Literal::string(text))
    }

    /// `3`.
    pub(crate) fn number(self, number: usize) -> Literal {
        self.literal(Literal::usize_unsuffixed(number))
    }

    /// The literal, here.
    pub(crate) fn literal(self, mut literal: Literal) -> Literal {
        literal.set_span(self.at);
        literal
    }
}
