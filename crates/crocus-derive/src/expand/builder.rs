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
/// pub trait __GivenEmail { fn take(self) -> String; }
/// impl __GivenEmail for Set<String> { fn take(self) -> String { self.0 } }
///
/// pub struct UserBuilder<__Email> { email: __Email, age: Option<i32>, .. }
/// impl User { pub fn builder() -> UserBuilder<Missing> { .. } }
/// impl<__Email> UserBuilder<__Email> {
///     pub fn email(self, value: impl Input<String>) -> UserBuilder<Set<String>> { .. }
///     pub fn age(mut self, value: impl Input<i32>) -> Self { .. }
///     pub fn build(self) -> User where __Email: __GivenEmail { .. }
/// }
/// ```
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
            Some(it) => required_setter(model, &builder, &required, it),
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
    let (ident, ty) = (&field.ident, &field.ty);
    let message = format!(
        "required column `{}` of `{}` is missing",
        ident.unraw(),
        model.name.unraw()
    );
    let label = format!("call `.{ident}(..)` before `.build()`");
    quote! {
        #[doc = " A builder that has this column."]
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #given {
            #[doc = " The column's value."]
            fn take(self) -> #ty;
        }

        #[automatically_derived]
        impl #given for __crocus::Set<#ty> {
            fn take(self) -> #ty {
                self.0
            }
        }
    }
}

fn definition(model: &Model, builder: &Ident, required: &[Required<'_>]) -> TokenStream {
    let vis = &model.vis;
    let parameters = angle(required.iter().map(|required| {
        let parameter = &required.parameter;
        quote!(#parameter)
    }));
    let fields = model.fields.iter().filter_map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        Some(match &field.start {
            Start::Required => {
                let it = required
                    .iter()
                    .find(|required| required.field.ident == *ident)?;
                let parameter = &it.parameter;
                quote!(#ident: #parameter)
            }
            Start::Null | Start::Zero | Start::Unassigned => quote!(#ident: #ty),
            Start::Default(_) | Start::Skipped => quote!(#ident: ::core::option::Option<#ty>),
            Start::Stored => return None,
        })
    });
    let doc = format!(" Builds a `{}`, column by column.", model.name.unraw());
    quote! {
        #[doc = #doc]
        #[must_use = "a builder makes nothing before `.build()`"]
        #vis struct #builder #parameters {
            #(#fields),*
        }
    }
}

fn start(model: &Model, builder: &Ident, required: &[Required<'_>]) -> TokenStream {
    let Model { name, vis, .. } = model;
    let missing = angle(required.iter().map(|_| quote!(__crocus::Missing)));
    let fields = model.fields.iter().filter_map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let start = match &field.start {
            Start::Required => quote!(__crocus::Missing),
            Start::Null | Start::Default(_) | Start::Skipped => {
                quote!(::core::option::Option::None)
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
                #builder { #(#fields),* }
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

fn setter_doc(field: &Field) -> TokenStream {
    if field.docs.is_empty() {
        let doc = format!(" Sets `{}`.", field.ident.unraw());
        quote!(#[doc = #doc])
    } else {
        let docs = &field.docs;
        quote!(#(#docs)*)
    }
}

fn required_setter(
    model: &Model,
    builder: &Ident,
    required: &[Required<'_>],
    it: &Required<'_>,
) -> TokenStream {
    let Field { ident, vis, ty, .. } = it.field;
    let doc = setter_doc(it.field);
    let (takes, value) = taken(it.field);
    let parameters = angle(required.iter().map(|other| {
        let parameter = &other.parameter;
        if other.field.ident == *ident {
            quote!(__crocus::Set<#ty>)
        } else {
            quote!(#parameter)
        }
    }));
    let fields = model
        .fields
        .iter()
        .filter(|field| !matches!(field.start, Start::Stored));
    let fields = fields.map(|field| {
        let other = &field.ident;
        if other == ident {
            quote!(#other: __crocus::Set(#value))
        } else {
            quote!(#other: self.#other)
        }
    });
    quote! {
        #doc
        #vis fn #ident(self, value: #takes) -> #builder #parameters {
            #builder { #(#fields),* }
        }
    }
}

fn optional_setter(field: &Field) -> TokenStream {
    let Field { ident, vis, .. } = field;
    let doc = setter_doc(field);
    let (takes, value) = taken(field);
    let value = match &field.start {
        Start::Required | Start::Stored => return TokenStream::new(),
        Start::Default(_) | Start::Skipped => quote!(::core::option::Option::Some(#value)),
        Start::Null | Start::Zero | Start::Unassigned => value,
    };
    quote! {
        #doc
        #vis fn #ident(mut self, value: #takes) -> Self {
            self.#ident = #value;
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
        let given = required
            .iter()
            .find(|required| required.field.ident == *ident);
        let otherwise = match (&field.start, given) {
            (Start::Required, Some(Required { given, .. })) => {
                return quote!(#ident: #given::take(self.#ident));
            }
            (Start::Stored, _) => return quote!(#ident: ::core::default::Default::default()),
            (Start::Default(expression), _) => record::input(field, expression),
            (Start::Skipped, _) => quote!(::core::default::Default::default()),
            _ => return quote!(#ident: self.#ident),
        };
        quote! {
            #ident: match self.#ident {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => #otherwise,
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
