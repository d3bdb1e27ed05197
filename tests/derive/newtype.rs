//! What `#[derive(ColumnType)]` makes of a newtype.

use crocus::{ColumnType, ForeignKey, Format, Input, IsNumber, IsText, Model, Scalar, ValueRef};

#[derive(Debug, Clone, PartialEq, ColumnType)]
struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ColumnType)]
struct UserId {
    number: i64,
}

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: UserId,
    email: Email,
}

#[derive(Debug, Clone, Model)]
struct Note {
    #[column(primary_key)]
    user: ForeignKey<User>,
    editor: Option<ForeignKey<User>>,
}

fn is_text<T: IsText>() {}
fn is_number<T: IsNumber>() {}

#[test]
fn a_newtype_is_what_it_wraps() {
    is_text::<Email>();
    is_number::<UserId>();
    assert_eq!(Email::DECLARED, String::DECLARED);
    assert_eq!(
        Email::decode(ValueRef::Text(b"x"), Format::Plain).unwrap(),
        Email("x".into())
    );
}

#[test]
fn a_newtype_of_an_integer_is_a_key_that_the_database_assigns() {
    let user = User::builder().email(Email("a@x".into())).build();
    assert_eq!(user.id, UserId { number: 0 });
    assert_eq!(user.email, Email("a@x".into()));
}

#[test]
fn a_newtype_that_is_a_key_stands_for_a_reference() {
    let id = UserId { number: 3 };
    let note = Note::builder().user(id).editor(id).build();
    assert_eq!(note.user.key(), Some(&id));
    assert_eq!(note.editor, Some(Input::<ForeignKey<User>>::input(id)));
    assert_eq!(note.key(), ForeignKey::new(id));
}
