//! The builder: it does not build before every required column has a value.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;

use super::record;
use crate::case;
use crate::ir::{Column, Field, Model, Start};

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
    let setters = kept(model).map(|(position, field)| {
        let setter = Setter { position, field };
        match required
            .iter()
            .position(|required| required.field.ident == field.ident)
        {
            Some(it) => setter.required(&builder, &required, it),
            None => setter.optional(),
        }
    });
    let methods = setters.chain([build(model, &required)]);
    let body = place.block(methods.collect());
    let parameters: Vec<&Ident> = required.iter().map(|it| &it.parameter).collect();
    let own = quote_spanned!(at=> impl<#(#parameters),*> #builder<#(#parameters),*> #body);
    traits.chain([definition, own]).collect()
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
        .map(|_| Ident::new("__crocus_Missing", at));
    let values = kept(model).map(|(_, field)| {
        let ty = &field.ty;
        match &field.start {
            Start::Zero => model.place.number(0).to_token_stream(),
            Start::Unassigned => {
                quote_spanned!(field.place_of_type.at=> <#ty as __crocus::Unassigned>::unassigned())
            }
            _ => Ident::new("__crocus_None", at).to_token_stream(),
        }
    });
    let vis = &model.vis;
    let doc = model.place.text(&format!(
        " Begins a new `{}`; see `build`.",
        model.name.unraw()
    ));
    let body = model
        .place
        .block(quote_spanned!(at=> #builder((#(#values,)*), __crocus_PhantomData)));
    quote_spanned! {at=>
        #[doc = #doc]
        #vis fn builder() -> #builder<#(#missing),*> #body
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
        impl #given for __crocus_Given {}
    }
}

fn definition(model: &Model, builder: &Ident, required: &[Required<'_>]) -> TokenStream {
    let at = model.place.at;
    let vis = &model.vis;
    let given: Vec<&Ident> = required.iter().map(|it| &it.parameter).collect();
    let types = kept(model).map(|(_, field)| {
        let ty = &field.ty;
        match &field.start {
            Start::Null | Start::Zero | Start::Unassigned => quote_spanned!(at=> #ty,),
            _ => quote_spanned!(at=> __crocus_Option<#ty>,),
        }
    });
    let types: TokenStream = types.collect();
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
        #vis struct #builder<#(#given),*>(
            (#types),
            __crocus_PhantomData<fn() -> (#(#given,)*)>,
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

    /// What a setter takes, and what of it is kept; a codec's field takes its own type alone.
    fn given(&self) -> (TokenStream, TokenStream) {
        let Field {
            ty,
            place,
            column,
            start,
            ..
        } = self.field;
        let at = place.at;
        let (takes, value) = match column {
            Some(Column { codec: None, .. }) => (
                quote_spanned!(at=> impl __crocus_Input<#ty>),
                quote_spanned!(at=> __crocus_Input::input(value)),
            ),
            _ => (quote_spanned!(at=> #ty), quote_spanned!(at=> value)),
        };
        let kept = match start {
            Start::Null | Start::Zero | Start::Unassigned => value,
            _ => quote_spanned!(at=> __crocus_Some(#value)),
        };
        (takes, kept)
    }

    fn required(&self, builder: &Ident, required: &[Required<'_>], it: usize) -> TokenStream {
        let Field {
            ident,
            vis,
            docs,
            place,
            ..
        } = self.field;
        let (at, position) = (place.at, self.at());
        let parameters = required.iter().enumerate().map(|(position, other)| {
            if position == it {
                Ident::new("__crocus_Given", at)
            } else {
                place.name(&other.parameter)
            }
        });
        let builder = place.name(builder);
        let (takes, value) = self.given();
        let body = place.block(quote_spanned! {at=>
            self.0.#position = #value;
            #builder(self.0, __crocus_PhantomData)
        });
        quote_spanned! {at=>
            #(#docs)*
            #vis fn #ident(mut self, value: #takes) -> #builder<#(#parameters),*> #body
        }
    }

    fn optional(&self) -> TokenStream {
        let Field {
            ident,
            vis,
            docs,
            place,
            ..
        } = self.field;
        let (at, position) = (place.at, self.at());
        let (takes, value) = self.given();
        let body = place.block(quote_spanned! {at=>
            self.0.#position = #value;
            self
        });
        quote_spanned! {at=>
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
        let (ident, position) = (&field.ident, place.number(position));
        let otherwise = match &field.start {
            Start::Required => {
                return quote_spanned!(at=> #ident: __crocus::given(self.0.#position),);
            }
            Start::Default(expression) => record::input(field, expression),
            Start::Skipped => quote_spanned!(at=> __crocus::Default::default()),
            _ => return quote_spanned!(at=> #ident: self.0.#position,),
        };
        quote_spanned! {at=>
            #ident: match self.0.#position {
                __crocus_Some(value) => value,
                __crocus_None => #otherwise,
            },
        }
    });
    let stored = model
        .fields
        .iter()
        .filter(|field| matches!(field.start, Start::Stored))
        .map(|Field { ident, .. }| quote_spanned!(at=> #ident: __crocus::Default::default(),));
    let fields: TokenStream = given.chain(stored).collect();
    let doc = place.text(&format!(
        " The new `{}`, once every required column has a value.",
        model.name.unraw()
    ));
    let body = place.block(quote_spanned!(at=> #name { #fields }));
    quote_spanned! {at=>
        #[doc = #doc]
        #vis fn build(self) -> #name #bounds #body
    }
}
