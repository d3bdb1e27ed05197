//! Newtypes: they are stored as what they hold, and compare only with themselves.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::column;
use crate::hygiene;
use crate::ir::Newtype;

/// Everything that `#[derive(ColumnType)]` generates.
pub(crate) fn newtype(newtype: &Newtype) -> TokenStream {
    let stored = stored(newtype);
    let kinds = kinds(newtype);
    let key = key(newtype);
    hygiene::block(newtype.krate.as_ref(), &quote!(#stored #kinds #key))
}

/// ```ignore
/// impl ColumnType for Email {
///     fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
///         Ok(Email { 0: <String as ColumnType>::decode(value, format)? })
///     }
///     ..
/// }
/// impl Scalar for Email { .. }
/// ```
fn stored(newtype: &Newtype) -> TokenStream {
    let Newtype {
        name,
        member,
        inner,
        ..
    } = newtype;
    let access = quote_spanned!(column::ends(inner).0=> <#inner as __crocus::ColumnType>);
    let base = column::base(inner);
    quote! {
        #[automatically_derived]
        impl __crocus::ColumnType for #name {
            type Base = #name;
            type Null = __crocus::NotNull;
            type Nullable = ::core::option::Option<#name>;
            const NULLABLE: bool = false;

            fn decode(
                value: __crocus::ValueRef<'_>,
                format: __crocus::Format,
            ) -> ::core::result::Result<Self, __crocus::Fault> {
                ::core::result::Result::Ok(#name {
                    #member: #access::decode(value, format)?,
                })
            }

            fn encode(
                &self,
                format: __crocus::Format,
                sink: __crocus::Sink<'_>,
            ) -> ::core::result::Result<(), __crocus::Fault> {
                #access::encode(&self.#member, format, sink)
            }

            fn same(&self, other: &Self) -> bool {
                #access::same(&self.#member, &other.#member)
            }
        }

        #[automatically_derived]
        impl __crocus::Scalar for #name {
            type Class = __crocus::Other<#name>;
            const DECLARED: __crocus::Declared = <#base as __crocus::Scalar>::DECLARED;
            const BOUNDS: ::core::option::Option<(i64, i64)> = <#base as __crocus::Scalar>::BOUNDS;
        }
    }
}

/// What holds of the newtype if it holds of what it wraps; the `for<'a>` makes rustc take the
/// condition as one, where it would refuse a false one at once. The `Clone` is there so that its
/// absence is not an error here too.
///
/// ```ignore
/// impl IsText for Email where for<'a> String: IsText {}
/// ```
fn kinds(newtype: &Newtype) -> TokenStream {
    let Newtype {
        name,
        member,
        inner,
        ..
    } = newtype;
    quote! {
        #[automatically_derived]
        impl __crocus::IsText for #name
        where
            for<'a> #inner: __crocus::IsText,
            for<'a> #name: ::core::clone::Clone,
        {
        }

        #[automatically_derived]
        impl __crocus::IsNumber for #name
        where
            for<'a> #inner: __crocus::IsNumber,
            for<'a> #name: ::core::clone::Clone,
        {
        }

        #[diagnostic::do_not_recommend]
        #[automatically_derived]
        impl __crocus::Unassigned for #name
        where
            for<'a> #inner: __crocus::Unassigned,
        {
            fn unassigned() -> Self {
                #name { #member: <#inner as __crocus::Unassigned>::unassigned() }
            }
        }
    }
}

/// As the key of a model, the newtype stands for a reference to it. (That both compare as columns
/// follows from their classes.)
///
/// ```ignore
/// impl<M: Model<Key = UserId>> Input<ForeignKey<M>> for UserId { .. }
/// ```
fn key(newtype: &Newtype) -> TokenStream {
    let name = &newtype.name;
    let of_model = quote!(M: __crocus::Model<Key = #name>);
    quote! {
        #[automatically_derived]
        impl<#of_model> __crocus::Input<__crocus::ForeignKey<M>> for #name {
            fn input(self) -> __crocus::ForeignKey<M> {
                __crocus::ForeignKey::new(self)
            }
        }

        #[automatically_derived]
        impl<#of_model> __crocus::Input<::core::option::Option<__crocus::ForeignKey<M>>> for #name {
            fn input(self) -> ::core::option::Option<__crocus::ForeignKey<M>> {
                ::core::option::Option::Some(__crocus::ForeignKey::new(self))
            }
        }

        #[automatically_derived]
        impl<#of_model> __crocus::KeyInput<#name> for __crocus::ForeignKey<M> {
            fn key_input(self) -> ::core::result::Result<#name, __crocus::Fault> {
                __crocus::key_of(self)
            }
        }

        #[automatically_derived]
        impl<#of_model, N> __crocus::Operand<__crocus::ForeignKey<M>, N> for #name {
            type With<L> = L;
            type Reads<Y: __crocus::ColumnType> = Y;

            fn node(self, format: __crocus::Format) -> __crocus::Node {
                __crocus::operand_of(&self, format)
            }
        }
    }
}
