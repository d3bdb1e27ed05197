//! Newtypes: they are stored as what they hold, and compare only with themselves.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::hygiene;
use crate::ir::Newtype;

/// Everything that `#[derive(ColumnType)]` generates.
pub(crate) fn newtype(newtype: &Newtype) -> TokenStream {
    let stored = stored(newtype);
    let kinds = kinds(newtype);
    let key = key(newtype);
    let items = quote_spanned!(newtype.place.at=> #stored #kinds #key);
    hygiene::block(newtype.krate.as_ref(), newtype.place, &items)
}

/// ```ignore
/// impl ColumnType for Email {
///     fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
///         match <String as ColumnType>::decode(value, format) {
///             Ok(value) => Ok(Email { 0: value }),
///             Err(fault) => Err(fault),
///         }
///     }
///     ..
/// }
/// impl Scalar for Email { .. }
/// ```
fn stored(newtype: &Newtype) -> TokenStream {
    let Newtype {
        place,
        member,
        inner,
        ..
    } = newtype;
    let at = place.at;
    let name = place.name(&newtype.name);
    // What the struct lacks, `Clone`, is reported at its name.
    let named = &newtype.name;
    let of = place.between(inner, inner);
    let access = quote_spanned!(of.at=> <#inner as __crocus_ColumnType>);
    let base = of.last("Base");
    let base = quote_spanned!(of.at=> <#access::#base as __crocus::Scalar>);
    let decode = place.block(quote_spanned! {at=>
        match #access::decode(value, format) {
            __crocus_Ok(value) => __crocus_Ok(#name { #member: value }),
            __crocus_Err(fault) => __crocus_Err(fault),
        }
    });
    let encode = place.block(quote_spanned!(at=> #access::encode(&self.#member, format, sink)));
    let same = place.block(quote_spanned!(at=> #access::same(&self.#member, &other.#member)));
    let stored = place.block(quote_spanned! {at=>
        type Base = #named;
        type Null = __crocus::NotNull;
        type Nullable = __crocus_Option<#named>;
        const NULLABLE: bool = false;

        fn decode(
            value: __crocus::ValueRef<'_>,
            format: __crocus::Format,
        ) -> __crocus_Result<Self, __crocus_Fault> #decode

        fn encode(
            &self,
            format: __crocus::Format,
            sink: __crocus::Sink<'_>,
        ) -> __crocus_Result<(), __crocus_Fault> #encode

        fn same(&self, other: &Self) -> bool #same
    });
    let end = place.semicolon();
    let scalar = place.block(quote_spanned! {at=>
        type Class = __crocus::Other<#name>;
        const DECLARED: __crocus::Declared = #base::DECLARED #end
        const BOUNDS: __crocus_Option<(i64, i64)> = #base::BOUNDS #end
    });
    quote_spanned! {at=>
        #[automatically_derived]
        impl __crocus_ColumnType for #named #stored

        #[automatically_derived]
        impl __crocus::Scalar for #named #scalar
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
        place,
        member,
        inner,
        ..
    } = newtype;
    let at = place.at;
    let name = place.name(&newtype.name);
    let empty = place.block(TokenStream::new());
    let unassigned = place.block(quote_spanned! {at=>
        #name { #member: <#inner as __crocus::Unassigned>::unassigned() }
    });
    let unassigned = place.block(quote_spanned!(at=> fn unassigned() -> Self #unassigned));
    quote_spanned! {at=>
        #[automatically_derived]
        impl __crocus::IsText for #name
        where
            for<'a> #inner: __crocus::IsText,
            for<'a> #name: __crocus::Clone,
        #empty

        #[automatically_derived]
        impl __crocus::IsNumber for #name
        where
            for<'a> #inner: __crocus::IsNumber,
            for<'a> #name: __crocus::Clone,
        #empty

        #[diagnostic::do_not_recommend]
        #[automatically_derived]
        impl __crocus::Unassigned for #name
        where
            for<'a> #inner: __crocus::Unassigned,
        #unassigned
    }
}

/// As the key of a model, the newtype stands for a reference to it. (That both compare as columns
/// follows from their classes.)
///
/// ```ignore
/// impl<M: Model<Key = UserId>> Input<ForeignKey<M>> for UserId { .. }
/// ```
fn key(newtype: &Newtype) -> TokenStream {
    let at = newtype.place.at;
    let name = newtype.place.name(&newtype.name);
    let of_model = quote_spanned!(at=> M: __crocus::Model<Key = #name>);
    quote_spanned! {at=>
        #[automatically_derived]
        impl<#of_model> __crocus_Input<__crocus::ForeignKey<M>> for #name {
            fn input(self) -> __crocus::ForeignKey<M> {
                __crocus::ForeignKey::new(self)
            }
        }

        #[automatically_derived]
        impl<#of_model> __crocus_Input<__crocus_Option<__crocus::ForeignKey<M>>> for #name {
            fn input(self) -> __crocus_Option<__crocus::ForeignKey<M>> {
                __crocus_Some(__crocus::ForeignKey::new(self))
            }
        }

        #[automatically_derived]
        impl<#of_model> __crocus::KeyInput<#name> for __crocus::ForeignKey<M> {
            fn key_input(self) -> __crocus_Result<#name, __crocus_Fault> {
                __crocus::key_of(self)
            }
        }

        #[automatically_derived]
        impl<#of_model, N> __crocus::Operand<__crocus::ForeignKey<M>, N> for #name {
            type With<L> = L;
            type Reads<Y: __crocus_ColumnType> = Y;

            fn node(self, format: __crocus::Format) -> __crocus::Node {
                __crocus::operand_of(&self, format)
            }
        }
    }
}
