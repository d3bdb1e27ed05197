//! What small types become.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::derive;

#[track_caller]
fn matches(name: &str, expand: fn(&DeriveInput) -> TokenStream, input: TokenStream) {
    let tokens = expand(&syn::parse2(input).expect("a struct or enum"));
    let file: syn::File = syn::parse2(tokens).expect("items");
    let expanded = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/tests")
        .join(name);
    if std::env::var_os("CROCUS_STORE").is_some() {
        std::fs::write(&path, &expanded).expect("stored");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == expanded,
        "{name} differs; this is what it is now:\n{expanded}"
    );
}

#[test]
fn model_becomes_source_constants_model_and_builder() {
    let input = quote! {
        /// Somebody.
        #[model(index(email, height), check = "height > 0")]
        pub struct User {
            #[column(primary_key)]
            pub id: i64,
            /// Where to write to.
            #[column(unique, length = 50)]
            pub email: String,
            height: Option<f64>,
            #[column(default = 18, on_update = 19)]
            age: i32,
            #[column(on_delete = Cascade)]
            boss: Option<ForeignKey<Self>>,
            #[column(with = Hex)]
            colour: Colour,
            #[column(db_default = "CURRENT_TIME")]
            created: NaiveTime,
            #[column(skip)]
            seen: bool,
        }
    };
    matches("model.expanded", derive::model, input);
}

#[test]
fn model_of_columns_alone_is_copied_field_by_field() {
    let input = quote! {
        struct Tag {
            #[column(primary_key)]
            id: i64,
            name: String,
            rank: Option<u8>,
            book: ForeignKey<Book>,
        }
    };
    matches("copied.expanded", derive::model, input);
}

#[test]
fn newtype_becomes_column_type_and_key() {
    matches(
        "newtype.expanded",
        derive::column_type,
        quote!(
            struct UserId(i64);
        ),
    );
}

#[test]
fn enum_becomes_column_type() {
    let input = quote! {
        enum Role { Admin, #[column_enum(rename = "member")] User }
    };
    matches("enumeration.expanded", derive::column_enum, input);
}

#[test]
fn result_struct_becomes_from_row() {
    let input = quote! {
        struct Stat { name: String, #[column(name = "count")] n: i64, #[column(skip)] note: String }
    };
    matches("result.expanded", derive::from_row, input);
}

#[test]
fn broken_model_becomes_its_error_and_stand_ins() {
    let input = quote!(
        struct User {
            id: i64,
            email: String,
        }
    );
    matches("broken.expanded", derive::model, input);
}
