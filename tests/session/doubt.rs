//! What a rollback makes of rows that were read in its transaction: what may hold something undone goes,
//! what was there before stays.

use crocus::prelude::*;
use crocus::{ErrorKind, Result};

use crate::database::{database, elsewhere, fails};

#[derive(Debug, Clone, PartialEq, Model)]
struct Book {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    title: String,
    #[column(default = 0)]
    stock: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Shop {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

fn book(title: &str) -> Book {
    Book::builder().title(title).build()
}

fn shop(name: &str) -> Shop {
    Shop::builder().name(name).build()
}

/// A session that watches a book, whose stock another one has changed to 7 meanwhile.
fn outdated() -> (Session, Entity<Book>) {
    let engine = database(&schema![Book, Shop]);
    let mut s = engine.session();
    let emma = s.add(book("Emma"));
    s.add(book("Ulysses"));
    Shop::insert_all(["north", "south"].map(shop))
        .execute(&mut s)
        .unwrap();
    s.commit().unwrap();
    elsewhere(&engine, "UPDATE books SET stock = 7 WHERE title = 'Emma'");
    assert_eq!(s[emma].stock, 0);
    (s, emma)
}

#[test]
fn what_is_read_after_a_statement_that_failed_stays_in_a_rollback() {
    let statements: [fn(&mut Session) -> Result<()>; 5] = [
        |s| shop("north").insert(s).map(|_| ()),
        |s| {
            Shop::insert_all(["west", "south"].map(shop))
                .execute(s)
                .map(|_| ())
        },
        // Nobody watches the shops; the books are watched, and tell what became of them.
        |s| Shop::select().set(Shop::name, "one").update(s).map(|_| ()),
        |s| Book::select().set(Book::title, "one").update(s).map(|_| ()),
        |s| book("Ulysses").insert(s).map(|_| ()),
    ];
    for statement in statements {
        let (mut s, emma) = outdated();
        fails(statement(&mut s), ErrorKind::Unique, &["UNIQUE"]);
        assert!(s.in_transaction());
        s.refresh(emma).unwrap();
        assert_eq!(s[emma].stock, 7);
        s.rollback().unwrap();
        assert_eq!(s[emma].stock, 7);
    }
}

#[test]
fn what_is_read_after_a_statement_that_wrote_goes_with_it() {
    let (mut s, emma) = outdated();
    let sold = Book::filter(Book::title.eq("Emma")).set(Book::stock, Book::stock - 1);
    assert_eq!(sold.update(&mut s).unwrap(), 1);
    s.refresh(emma).unwrap();
    assert_eq!(s[emma].stock, 6);
    s.rollback().unwrap();
    assert_ne!(s[emma].stock, 6);
    s.refresh(emma).unwrap();
    assert_eq!(s[emma].stock, 7);
}
