//! The builder: it does not build before every required column has a value.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
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
/// pub struct __Draft { email: Option<String>, age: Option<i32>, .. }
/// pub struct UserBuilder<__Email>(__Draft, PhantomData<fn() -> (__Email,)>);
/// impl User { pub fn builder() -> UserBuilder<Missing> { .. } }
/// impl<__Email> UserBuilder<__Email> {
///     pub fn email(mut self, value: impl Input<String>) -> UserBuilder<Given> { .. }
///     pub fn age(mut self, value: impl Input<i32>) -> Self { .. }
///     pub fn build(self) -> User where __Email: __GivenEmail { .. }
/// }
/// ```
///
/// What was given is a matter of types alone: no setter moves one field after the other, so that what
/// rustc reads grows with the columns, not with their square.
pub(super) fn builder(model: &Model) -> TokenStream {
    let required = required(model);
    let builder = format_ident!("{}Builder", model.name.unraw());
    let traits = required.iter().map(|required| given(model, required));
    let definition = definition(model, &builder, &required);
    let start = start(model, &builder, &required);
    let parameters = required.iter().map(|required| &required.parameter);
    let parameters = angle(parameters.map(|parameter| quote!(#parameter)));
    let setters = model.fields.iter().map(|field| {
        match required
            .iter()
            .find(|required| required.field.ident == field.ident)
        {
            Some(it) => required_setter(&builder, &required, it),
            None => optional_setter(field),
        }
    });
    let build = build(model, &required);
    quote! {
        #(#traits)*
        #definition
        #start
        impl #parameters #builder #parameters {
            #(#setters)*
            #build
        }
    }
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
        required.push(Required {
            field,
            parameter: format_ident!("__{name}"),
            given: format_ident!("__Given{name}"),
        });
    }
    required
}

fn angle(parameters: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut parameters = parameters.peekable();
    if parameters.peek().is_none() {
        TokenStream::new()
    } else {
        quote!(<#(#parameters),*>)
    }
}

fn given(model: &Model, required: &Required<'_>) -> TokenStream {
    let Required { field, given, .. } = required;
    let ident = &field.ident;
    let message = format!(
        "required column `{}` of `{}` is missing",
        ident.unraw(),
        model.name.unraw()
    );
    let label = format!("call `.{ident}(..)` before `.build()`");
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #given {}

        #[automatically_derived]
        impl #given for __crocus::Given {}
    }
}

fn definition(model: &Model, builder: &Ident, required: &[Required<'_>]) -> TokenStream {
    let vis = &model.vis;
    let given: Vec<&Ident> = required.iter().map(|it| &it.parameter).collect();
    let parameters = angle(given.iter().map(|parameter| quote!(#parameter)));
    let fields = model.fields.iter().filter_map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        Some(match &field.start {
            Start::Null | Start::Zero | Start::Unassigned => quote!(#ident: #ty),
            Start::Required | Start::Default(_) | Start::Skipped => {
                quote!(#ident: __crocus::Option<#ty>)
            }
            Start::Stored => return None,
        })
    });
    let doc = format!(" Builds a `{}`, column by column.", model.name.unraw());
    quote! {
        struct __Draft {
            #(#fields),*
        }

        #[doc = #doc]
        #[must_use = "a builder makes nothing before `.build()`"]
        #vis struct #builder #parameters(
            __Draft,
            __crocus::PhantomData<fn() -> (#(#given,)*)>,
        );
    }
}

fn start(model: &Model, builder: &Ident, required: &[Required<'_>]) -> TokenStream {
    let Model { name, vis, .. } = model;
    let missing = angle(required.iter().map(|_| quote!(__crocus::Missing)));
    let fields = model.fields.iter().filter_map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let start = match &field.start {
            Start::Required | Start::Null | Start::Default(_) | Start::Skipped => {
                quote!(__crocus::None)
            }
            Start::Zero => quote!(0),
            Start::Unassigned => quote!(<#ty as __crocus::Unassigned>::unassigned()),
            Start::Stored => return None,
        };
        Some(quote!(#ident: #start))
    });
    let doc = format!(" Begins a new `{}`; see `build`.", name.unraw());
    quote! {
        impl #name {
            #[doc = #doc]
            #vis fn builder() -> #builder #missing {
                #builder(__Draft { #(#fields),* }, __crocus::PhantomData)
            }
        }
    }
}

/// The type that a setter takes, and its value as the field's type.
fn taken(field: &Field) -> (TokenStream, TokenStream) {
    let ty = &field.ty;
    match &field.column {
        Some(column) if column.codec.is_none() => (
            quote!(impl __crocus::Input<#ty>),
            quote!(__crocus::Input::input(value)),
        ),
        _ => (quote!(#ty), quote!(value)),
    }
}

fn required_setter(builder: &Ident, required: &[Required<'_>], it: &Required<'_>) -> TokenStream {
    let Field {
        ident, vis, docs, ..
    } = it.field;
    let (takes, value) = taken(it.field);
    let parameters = angle(required.iter().map(|other| {
        let parameter = &other.parameter;
        if other.field.ident == *ident {
            quote!(__crocus::Given)
        } else {
            quote!(#parameter)
        }
    }));
    quote! {
        #(#docs)*
        #vis fn #ident(mut self, value: #takes) -> #builder #parameters {
            self.0.#ident = __crocus::Some(#value);
            #builder(self.0, __crocus::PhantomData)
        }
    }
}

fn optional_setter(field: &Field) -> TokenStream {
    let Field {
        ident, vis, docs, ..
    } = field;
    let (takes, value) = taken(field);
    let value = match &field.start {
        Start::Required | Start::Stored => return TokenStream::new(),
        Start::Default(_) | Start::Skipped => quote!(__crocus::Some(#value)),
        Start::Null | Start::Zero | Start::Unassigned => value,
    };
    quote! {
        #(#docs)*
        #vis fn #ident(mut self, value: #takes) -> Self {
            self.0.#ident = #value;
            self
        }
    }
}

fn build(model: &Model, required: &[Required<'_>]) -> TokenStream {
    let Model { name, vis, .. } = model;
    let bounds = required.iter().map(
        |Required {
             parameter, given, ..
         }| quote!(#parameter: #given),
    );
    let bounds = if required.is_empty() {
        TokenStream::new()
    } else {
        quote!(where #(#bounds),*)
    };
    let fields = model.fields.iter().map(|field| {
        let ident = &field.ident;
        let otherwise = match &field.start {
            Start::Required => return quote!(#ident: __crocus::given(self.0.#ident)),
            Start::Stored => return quote!(#ident: ::core::default::Default::default()),
            Start::Default(expression) => record::input(field, expression),
            Start::Skipped => quote!(::core::default::Default::default()),
            Start::Null | Start::Zero | Start::Unassigned => {
                return quote!(#ident: self.0.#ident);
            }
        };
        quote! {
            #ident: match self.0.#ident {
                __crocus::Some(value) => value,
                __crocus::None => #otherwise,
            }
        }
    });
    let doc = format!(
        " The new `{}`, once every required column has a value.",
        name.unraw()
    );
    quote! {
        #[doc = #doc]
        #vis fn build(self) -> #name #bounds {
            #name { #(#fields),* }
        }
    }
}
