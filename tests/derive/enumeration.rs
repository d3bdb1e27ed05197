//! What `#[derive(ColumnEnum)]` stores.

use crocus::{ColumnEnum, ColumnType, Format, Scalar, ValueRef};

#[derive(Debug, Clone, PartialEq, ColumnEnum)]
enum Role {
    SuperAdmin,
    #[column_enum(rename = "member")]
    User,
}

#[derive(Debug, Clone, PartialEq, ColumnEnum)]
#[column_enum(integer)]
enum Level {
    Low,
    Middle = 5,
    High,
    Below = -1,
}

#[derive(Debug, Clone, PartialEq, ColumnEnum)]
#[column_enum(rename_all = "SCREAMING_SNAKE_CASE")]
enum Loud {
    VeryLoud,
}

#[test]
fn variants_are_stored_by_name() {
    let read = |text: &'static [u8]| Role::decode(ValueRef::Text(text), Format::Plain);
    assert_eq!(read(b"super_admin").unwrap(), Role::SuperAdmin);
    assert_eq!(read(b"member").unwrap(), Role::User);
    let fault = read(b"root").unwrap_err();
    assert_eq!(
        fault.to_string(),
        r#"the text "root" is no `Role`, which is one of `super_admin`, `member`"#
    );
    let loud = Loud::decode(ValueRef::Text(b"VERY_LOUD"), Format::Plain);
    assert_eq!(loud.unwrap(), Loud::VeryLoud);
}

#[test]
fn integer_variants_count_as_rust_counts() {
    let read = |number| Level::decode(ValueRef::Integer(number), Format::Plain);
    assert_eq!(read(0).unwrap(), Level::Low);
    assert_eq!(read(5).unwrap(), Level::Middle);
    assert_eq!(read(6).unwrap(), Level::High);
    assert_eq!(read(-1).unwrap(), Level::Below);
    assert!(read(1).is_err());
    assert_eq!(Level::DECLARED.strict, "INTEGER");
}
