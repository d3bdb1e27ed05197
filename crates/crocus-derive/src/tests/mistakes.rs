//! All mistakes are reported, not the first alone.

use quote::quote;

use crate::derive;

fn errors(input: proc_macro2::TokenStream) -> usize {
    let input = syn::parse2(input).expect("a struct");
    let expanded = derive::model(&input).to_string();
    expanded.matches("compile_error").count()
}

#[test]
fn a_sound_model_has_no_error() {
    assert_eq!(
        errors(quote!(
            struct User {
                #[column(primary_key)]
                id: i64,
            }
        )),
        0
    );
}

#[test]
fn every_mistake_is_reported() {
    let input = quote! {
        #[model(tabel = "x", strict = true)]
        struct User {
            id: i64,
            #[column(length, uniqe)]
            name: String,
            count: i64,
        }
    };
    assert_eq!(errors(input), 6);
}

#[test]
fn a_comma_inside_a_default_ends_nothing() {
    let input = quote! {
        struct User {
            #[column(primary_key)]
            id: i64,
            #[column(default = pair::<A, B>(1, 2), unique)]
            name: String,
        }
    };
    assert_eq!(errors(input), 0);
}

#[test]
fn a_value_that_cannot_be_read_is_one_mistake() {
    let input = quote! {
        struct User {
            #[column(primary_key)]
            id: i64,
            #[column(precision = "ten", scale = 2)]
            balance: Decimal,
        }
    };
    assert_eq!(errors(input), 1);
}
