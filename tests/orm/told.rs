//! What is told of values, columns and errors of the program's own, whichever way led there.

use std::fmt;

use crocus::prelude::*;
use crocus::{Error, lit};

use crate::database::database;

#[derive(Debug, Clone, Model)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    #[column(length = 5)]
    label: String,
}

/// The same table, of another program.
#[derive(Debug, Clone, Model)]
#[model(table = "tags")]
struct Other {
    #[column(primary_key)]
    id: i64,
    nick: String,
}

fn tag(label: &str) -> Tag {
    Tag::builder().label(label).build()
}

#[test]
fn a_value_that_does_not_fit_is_told_alike_by_every_way_of_writing() {
    let mut s = database(&schema![Tag]).session();
    let one = Tag::create(tag("one"), &mut s).unwrap();
    let mut told = vec![
        Tag::create(tag("longer"), &mut s).unwrap_err(),
        Tag::insert_all([tag("longer")])
            .execute(&mut s)
            .unwrap_err(),
        Tag::filter(Tag::id.eq(one.id))
            .set(Tag::label, "longer")
            .update(&mut s)
            .unwrap_err(),
        one.clone()
            .update(&mut s, |tag| tag.label = "longer".into())
            .unwrap_err(),
    ];
    s.add(tag("longer"));
    told.push(s.flush().unwrap_err());
    for error in told {
        assert_eq!(error.kind(), ErrorKind::Value, "{error}");
        let expected = r#"tags.label: the text has 6 characters, at most 5 fit: "longer""#;
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn an_unknown_column_names_the_table() {
    let mut s = database(&schema![Tag]).session();
    let told = [
        Other::all(&mut s).unwrap_err(),
        Other::filter(Other::nick.eq("x")).all(&mut s).unwrap_err(),
        Other::filter(Other::nick.eq("x"))
            .delete(&mut s)
            .unwrap_err(),
        Other::filter(Other::id.eq(1))
            .set(Other::nick, "x")
            .update(&mut s)
            .unwrap_err(),
        Other::create(Other::builder().nick("x").build(), &mut s).unwrap_err(),
    ];
    for error in told {
        assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
        let text = error.to_string();
        assert!(text.contains("`tags`") && text.contains("nick"), "{text}");
    }
}

#[derive(Debug, PartialEq)]
struct SoldOut(u32);

impl fmt::Display for SoldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} are left", self.0)
    }
}

impl std::error::Error for SoldOut {}

fn sold_out(error: &Error) -> Option<&SoldOut> {
    std::error::Error::source(error)?.downcast_ref()
}

#[test]
fn an_error_of_the_program_undoes_the_work_and_comes_out_as_it_went_in() {
    let engine = database(&schema![Tag]);
    let fail = |s: &mut Session| -> crocus::Result<()> {
        s.add(tag("lost"));
        Err(Error::other(SoldOut(3)))
    };
    let mut s = engine.session();
    let mut told = vec![
        engine.write(fail).unwrap_err(),
        engine.write_retry(3, fail).unwrap_err(),
        s.transaction(|s| s.savepoint(fail)).unwrap_err(),
    ];
    let kept = s.add(tag("kept"));
    told.push(s.savepoint(fail).unwrap_err());
    for error in told {
        assert_eq!(error.kind(), ErrorKind::Application);
        assert_eq!(error.to_string(), "3 are left");
        assert_eq!(sold_out(&error), Some(&SoldOut(3)));
        assert!(!error.is_retryable() && error.constraint().is_none());
    }
    assert_eq!(s[kept].label, "kept");
    s.commit().unwrap();
    let labels = Tag::select().columns(Tag::label).all(&mut s).unwrap();
    assert_eq!(labels, ["kept"]);
}

#[test]
fn raw_sql_stands_among_the_conditions_of_a_model() {
    let mut s = database(&schema![Tag]).session();
    for label in ["a", "b", "c"] {
        Tag::create(tag(label), &mut s).unwrap();
    }
    let conditions: Vec<Predicate<Tag>> = vec![
        Tag::label.ne("a"),
        sql("unicode(label) < :most")
            .bind("most", i64::from(b'c'))
            .into(),
    ];
    let found = Tag::filter(all(conditions)).all(&mut s).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].label, "b");
}

#[test]
fn a_borrowed_text_is_a_literal() {
    let mut s = database(&schema![Tag]).session();
    Tag::create(tag("a"), &mut s).unwrap();
    let row = Tag::select()
        .columns((lit("x"), lit(2_i64), Tag::label))
        .one(&mut s)
        .unwrap();
    assert_eq!(row, ("x".to_owned(), 2, "a".to_owned()));
}
