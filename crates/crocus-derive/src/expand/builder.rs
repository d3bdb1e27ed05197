//! The builder: it does not build before every required column has a value.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;

use super::record;
use crate::case;
use crate::ir::{Field, Model, Start};

/// A required column: its field, the builder's type parameter for it, the trait that names it.
struct Required<'a> {
    field: &'a Field,
    parameter: Ident,
    given: Ident,
}

/// ```ignore
/// #[diagnostic::on_unimplemented(
///     message = "required column `email` of `User` is missing",
///     label = "call `.email(..)` before `.build()`"
/// )]
/// pub trait __GivenEmail {}
/// impl __GivenEmail for Given {}
///
/// pub struct UserBuilder<__Email>(
///     (Option<String>, Option<i32>, ..),
///     PhantomData<fn() -> (__Email,)>,
/// );
/// impl<__Email> UserBuilder<__Email> {
///     pub fn email(mut self, value: impl Input<String>) -> UserBuilder<Given> { .. }
///     pub fn age(mut self, value: impl Input<i32>) -> Self { .. }
///     pub fn build(self) -> User where __Email: __GivenEmail { .. }
/// }
/// ```
///
/// What was given is a matter of types alone: no setter moves one field after the other, so that what
/// rustc reads grows with the columns, not with their square. The values stand in a tuple, whose
/// fields are no items.
pub(super) fn builder(model: &Model) -> TokenStream {
    let place = model.place;
    let at = place.at;
    let required = required(model);
    let builder = name(model);
    let traits = required.iter().map(|required| given(model, required));
    let definition = definition(model, &builder, &required);
    let parameters = angle(model, required.iter().map(|it| it.parameter.clone()));
    let setters = kept(model).map(|(position, field)| {
        let place = Setter { position, field };
        match required
            .iter()
            .position(|required| required.field.ident == field.ident)
        {
            Some(it) => place.required(&builder, &required, it),
            None => place.optional(),
        }
    });
    let build = build(model, &required);
    let body = place.block(quote_spanned!(at=> #(#setters)* #build));
    quote_spanned! {at=>
        #(#traits)*
        #definition
        impl #parameters #builder #parameters #body
    }
}

/// ```ignore
/// pub fn builder() -> UserBuilder<Missing> {
///     UserBuilder((None, None, ..), PhantomData)
/// }
/// ```
pub(super) fn start(model: &Model) -> TokenStream {
    let at = model.place.at;
    let builder = name(model);
    let missing = required(model)
        .into_iter()
        .map(|_| quote_spanned!(at=> __crocus::Missing));
    let missing = angle(model, missing);
    let values = kept(model).map(|(_, field)| {
        let ty = &field.ty;
        match &field.start {
            Start::Zero => {
                let zero = model.place.number(0);
                quote_spanned!(at=> #zero)
            }
            Start::Unassigned => {
                quote_spanned!(field.place_of_type.at=> <#ty as __crocus::Unassigned>::unassigned())
            }
            _ => quote_spanned!(at=> __crocus::None),
        }
    });
    let vis = &model.vis;
    let doc = model.place.text(&format!(
        " Begins a new `{}`; see `build`.",
        model.name.unraw()
    ));
    let body = model
        .place
        .block(quote_spanned!(at=> #builder((#(#values,)*), __crocus::PhantomData)));
    quote_spanned! {at=>
        #[doc = #doc]
        #vis fn builder() -> #builder #missing #body
    }
}

fn name(model: &Model) -> Ident {
    format_ident!("{}Builder", model.name.unraw(), span = model.place.at)
}

/// The fields that a builder keeps a value for, each with its position in the tuple.
fn kept(model: &Model) -> impl Iterator<Item = (usize, &Field)> {
    model
        .fields
        .iter()
        .filter(|field| !matches!(field.start, Start::Stored))
        .enumerate()
}

fn required(model: &Model) -> Vec<Required<'_>> {
    let mut required: Vec<Required<'_>> = Vec::new();
    for field in model
        .fields
        .iter()
        .filter(|field| matches!(field.start, Start::Required))
    {
        let mut name = case::camel(&field.ident.unraw().to_string());
        // `a_1` and `a1` would be one name.
        while required
            .iter()
            .any(|other| other.parameter == format!("__{name}"))
        {
            name.push('_');
        }
        let at = field.place.at;
        required.push(Required {
            field,
            parameter: format_ident!("__{name}", span = at),
            given: format_ident!("__Given{name}", span = at),
        });
    }
    required
}

fn angle(
    model: &Model,
    parameters: impl ExactSizeIterator<Item = impl quote::ToTokens>,
) -> TokenStream {
    if parameters.len() == 0 {
        TokenStream::new()
    } else {
        quote_spanned!(model.place.at=> <#(#parameters),*>)
    }
}

fn given(model: &Model, required: &Required<'_>) -> TokenStream {
    let Required { field, given, .. } = required;
    let place = field.place;
    let ident = &field.ident;
    let message = place.text(&format!(
        "required column `{}` of `{}` is missing",
        ident.unraw(),
        model.name.unraw()
    ));
    let label = place.text(&format!("call `.{ident}(..)` before `.build()`"));
    quote_spanned! {place.at=>
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #given {}
        impl #given for __crocus::Given {}
    }
}

fn definition(model: &Model, builder: &Ident, required: &[Required<'_>]) -> TokenStream {
    let at = model.place.at;
    let vis = &model.vis;
    let given: Vec<&Ident> = required.iter().map(|it| &it.parameter).collect();
    let parameters = angle(model, given.iter());
    let types = kept(model).map(|(_, field)| {
        let ty = &field.ty;
        match &field.start {
            Start::Null | Start::Zero | Start::Unassigned => quote_spanned!(at=> #ty),
            _ => quote_spanned!(at=> __crocus::Option<#ty>),
        }
    });
    let doc = model.place.text(&format!(
        " Builds a `{}`, column by column.",
        model.name.unraw()
    ));
    let must_use = model
        .place
        .text("a builder makes nothing before `.build()`");
    let end = model.place.semicolon();
    quote_spanned! {at=>
        #[doc = #doc]
        #[must_use = #must_use]
        #vis struct #builder #parameters(
            (#(#types,)*),
            __crocus::PhantomData<fn() -> (#(#given,)*)>,
        ) #end
    }
}

/// A field that a builder can set, and where it keeps the value.
struct Setter<'a> {
    position: usize,
    field: &'a Field,
}

impl Setter<'_> {
    fn at(&self) -> Literal {
        self.field.place.number(self.position)
    }

    /// The type that a setter takes, and its value as the field's type.
    fn taken(&self) -> (TokenStream, TokenStream) {
        let (at, ty) = (self.field.place.at, &self.field.ty);
        match &self.field.column {
            Some(column) if column.codec.is_none() => (
                quote_spanned!(at=> impl __crocus::Input<#ty>),
                quote_spanned!(at=> __crocus::Input::input(value)),
            ),
            _ => (quote_spanned!(at=> #ty), quote_spanned!(at=> value)),
        }
    }

    fn required(&self, builder: &Ident, required: &[Required<'_>], it: usize) -> TokenStream {
        let Field {
            ident, vis, docs, ..
        } = self.field;
        let place = self.field.place;
        let (position, (takes, value)) = (self.at(), self.taken());
        let parameters = required.iter().enumerate().map(|(position, other)| {
            let parameter = &other.parameter;
            if position == it {
                quote_spanned!(place.at=> __crocus::Given)
            } else {
                let parameter = place.name(parameter);
                quote_spanned!(place.at=> #parameter)
            }
        });
        let builder = place.name(builder);
        let body = place.block(quote_spanned! {place.at=>
            self.0.#position = __crocus::Some(#value);
            #builder(self.0, __crocus::PhantomData)
        });
        quote_spanned! {place.at=>
            #(#docs)*
            #vis fn #ident(mut self, value: #takes) -> #builder<#(#parameters),*> #body
        }
    }

    fn optional(&self) -> TokenStream {
        let Field {
            ident, vis, docs, ..
        } = self.field;
        let place = self.field.place;
        let (position, (takes, value)) = (self.at(), self.taken());
        let value = match &self.field.start {
            Start::Null | Start::Zero | Start::Unassigned => value,
            _ => quote_spanned!(place.at=> __crocus::Some(#value)),
        };
        let body = place.block(quote_spanned! {place.at=>
            self.0.#position = #value;
            self
        });
        quote_spanned! {place.at=>
            #(#docs)*
            #vis fn #ident(mut self, value: #takes) -> Self #body
        }
    }
}

fn build(model: &Model, required: &[Required<'_>]) -> TokenStream {
    let place = model.place;
    let at = place.at;
    let name = place.name(&model.name);
    let vis = &model.vis;
    let bounds = required.iter().map(
        |Required {
             field,
             parameter,
             given,
         }| quote_spanned!(field.place.at=> #parameter: #given),
    );
    let bounds = if required.is_empty() {
        TokenStream::new()
    } else {
        quote_spanned!(at=> where #(#bounds),*)
    };
    let given = kept(model).map(|(position, field)| {
        let position = place.number(position);
        let value = quote_spanned!(at=> self.0.#position);
        let otherwise = match &field.start {
            Start::Required => return (field, quote_spanned!(at=> __crocus::given(#value))),
            Start::Default(expression) => record::input(field, expression),
            Start::Skipped => quote_spanned!(at=> __crocus::Default::default()),
            _ => return (field, value),
        };
        let value = quote_spanned! {at=>
            match #value {
                __crocus::Some(value) => value,
                __crocus::None => #otherwise,
            }
        };
        (field, value)
    });
    let stored = model
        .fields
        .iter()
        .filter(|field| matches!(field.start, Start::Stored))
        .map(|field| (field, quote_spanned!(at=> __crocus::Default::default())));
    let fields = given.chain(stored).map(|(field, value)| {
        let ident = &field.ident;
        quote_spanned!(at=> #ident: #value)
    });
    let doc = place.text(&format!(
        " The new `{}`, once every required column has a value.",
        model.name.unraw()
    ));
    let body = place.block(quote_spanned!(at=> #name { #(#fields),* }));
    quote_spanned! {at=>
        #[doc = #doc]
        #vis fn build(self) -> #name #bounds #body
    }
}
