//! Where generated tokens stand: what rustc compiles again after an edit hangs on it.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, DeriveInput, File, ImplItem, Item, Stmt};

use crate::derive;

const MODEL: &str = r#"
#[model(table = "people", index(email, height), unique(age, name = "of_age"), check = "height > 0", strict)]
pub struct User {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    /// Where to write to.
    #[column(unique, length = 50, collate = "NOCASE")]
    pub email: String,
    height: Option<f64>,
    #[column(default = 18, check = "age > 0", on_update = 19)]
    pub(crate) age: i32,
    #[column(precision = 10, scale = 2)]
    balance: Decimal,
    #[column(on_delete = Cascade, index)]
    boss: Option<ForeignKey<Self>>,
    #[column(db_default = "CURRENT_TIME")]
    created: NaiveTime,
    #[column(generated = "age + 1")]
    next: i32,
    #[column(version)]
    version: i64,
    #[column(skip)]
    seen: bool,
}
"#;

fn expanded(source: &str, expand: fn(&DeriveInput) -> TokenStream) -> TokenStream {
    expand(&syn::parse_str(source).expect("a struct or enum"))
}

/// Every token, and a delimiter as often as it stands.
fn flat(tokens: TokenStream) -> Vec<(String, Range<usize>)> {
    let mut all = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                all.push(("a delimiter".to_owned(), group.span().byte_range()));
                all.extend(flat(group.stream()));
            }
            token => all.push((token.to_string(), token.span().byte_range())),
        }
    }
    all
}

#[track_caller]
fn all_stand_in_the_source(source: &str, expand: fn(&DeriveInput) -> TokenStream) {
    for (token, place) in flat(expanded(source, expand)) {
        assert!(!place.is_empty(), "`{token}` stands nowhere");
    }
}

#[test]
fn every_token_of_a_model_stands_in_it() {
    all_stand_in_the_source(MODEL, derive::model);
    let coded =
        "struct User { #[column(primary_key)] id: i64, #[column(with = Hex)] colour: Colour }";
    all_stand_in_the_source(coded, derive::model);
    let keys = "#[model(primary_key(a, b), crate = \"other\")] struct Link { a: i64, b: i64 }";
    all_stand_in_the_source(keys, derive::model);
}

#[test]
fn every_token_of_the_other_derives_stands_in_the_type() {
    all_stand_in_the_source("struct UserId(i64);", derive::column_type);
    all_stand_in_the_source("enum Role { Admin, User }", derive::column_enum);
    let numbers = "#[column_enum(integer)] enum Role { Admin = 1, User = 2 }";
    all_stand_in_the_source(numbers, derive::column_enum);
    let result = "struct Stat { name: String, #[column(name = \"count\")] n: i64, \
                  #[column(with = Hex)] c: Colour, #[column(skip)] note: String }";
    all_stand_in_the_source(result, derive::from_row);
}

/// Whether all tokens of an item stand between its first and its last.
#[track_caller]
fn holds_its_tokens(item: &impl ToTokens, attributes: &[Attribute]) {
    let attributes = attributes
        .iter()
        .flat_map(ToTokens::to_token_stream)
        .count();
    let tokens: TokenStream = item
        .to_token_stream()
        .into_iter()
        .skip(attributes)
        .collect();
    let all = flat(tokens);
    let end = |at: Option<&(String, Range<usize>)>| at.map_or(0, |(_, place)| place.end);
    let start = all.first().map_or(0, |(_, place)| place.start);
    let last = item.to_token_stream().into_iter().last();
    let end = last.map_or(end(all.last()), |token| token.span().byte_range().end);
    for (token, place) in &all {
        assert!(
            start <= place.start && place.end <= end,
            "`{token}` at {place:?} stands outside of {start}..{end}: {}",
            item.to_token_stream()
        );
    }
}

#[test]
fn every_item_of_a_model_ends_after_what_it_holds() {
    let file: File = syn::parse2(expanded(MODEL, derive::model)).expect("items");
    let [Item::Const(block)] = &file.items[..] else {
        panic!("one block of items");
    };
    let syn::Expr::Block(body) = &*block.expr else {
        panic!("a block");
    };
    let mut functions = 0;
    for statement in &body.block.stmts {
        let Stmt::Item(item) = statement else {
            panic!("only items");
        };
        match item {
            Item::Struct(item) => holds_its_tokens(item, &item.attrs),
            Item::Trait(item) => holds_its_tokens(item, &item.attrs),
            Item::Impl(item) => {
                for inner in &item.items {
                    match inner {
                        ImplItem::Const(item) => holds_its_tokens(item, &item.attrs),
                        ImplItem::Fn(item) => {
                            functions += 1;
                            holds_its_tokens(item, &item.attrs);
                        }
                        ImplItem::Type(item) => holds_its_tokens(item, &item.attrs),
                        _ => panic!("an item of another kind"),
                    }
                }
            }
            _ => {}
        }
    }
    assert!(functions > 15, "{functions} functions");
}
