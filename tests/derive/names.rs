//! Structs whose names come near those of generated code, and structs that macros write.

use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct Near {
    #[column(primary_key)]
    id: i64,
    given: String,
    input: String,
    missing: i64,
    option: Option<i64>,
    row: i64,
    value: i64,
    crocus_input: i64,
    r#type: i64,
}

#[test]
fn a_field_may_be_named_like_what_generated_code_says() {
    let near = Near::builder()
        .given("given")
        .input("input")
        .missing(1)
        .row(2)
        .value(3)
        .crocus_input(4)
        .r#type(5)
        .build();
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Near]).unwrap();
    let mut s = engine.session();
    let stored = near.insert(&mut s).unwrap();
    assert_eq!(stored.r#type, 5);
    assert_eq!(Near::get(stored.id, &mut s).unwrap(), Some(stored));
}

/// Its tokens come from two places, which names must not be told apart by.
macro_rules! model {
    ($name:ident, $table:literal, { $($field:ident: $type:ty),* }) => {
        #[derive(Debug, Clone, PartialEq, Model)]
        #[model(table = $table)]
        struct $name {
            #[column(primary_key)]
            id: i64,
            note: Option<String>,
            $($field: $type),*
        }
    };
}

model!(Made, "made", { name: String, near: ForeignKey<Near>, size: Option<i32> });

#[test]
fn a_macro_can_write_a_model() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Near, Made]).unwrap();
    let mut s = engine.session();
    let near = Near {
        id: 0,
        given: String::new(),
        input: String::new(),
        missing: 0,
        option: None,
        row: 0,
        value: 0,
        crocus_input: 0,
        r#type: 0,
    };
    let near = near.insert(&mut s).unwrap();
    let made = Made::builder().name("made").near(near.id).build();
    let mut made = made.insert(&mut s).unwrap();
    made.update(&mut s, |it| it.size = Some(3)).unwrap();
    assert_eq!(Made::get(made.id, &mut s).unwrap(), Some(made));
}
