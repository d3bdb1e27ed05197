//! Step 8: the `Book` of the library.
//!
//! SQLAlchemy: class methods for what has no object yet, instance methods for what has one.
//!
//! In Rust these are associated functions and methods. A method of the domain changes the struct; it
//! need not know of sessions. The session sees the change when it is called on `s[book]`.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct Book {
    #[column(primary_key)]
    id: i64,
    title: String,
    author: String,
    pages: i32,
    #[column(default = true)]
    available: bool,
}

impl Book {
    fn new(title: &str, author: &str, pages: i32) -> Self {
        Book::builder()
            .title(title)
            .author(author)
            .pages(pages)
            .build()
    }

    fn mark_unavailable(&mut self) {
        self.available = false;
    }

    fn mark_available(&mut self) {
        self.available = true;
    }
}

fn titles(s: &mut Session) -> crocus::Result<Vec<(i64, String, bool)>> {
    Book::select()
        .order_by(Book::id.asc())
        .columns((Book::id, Book::title, Book::available))
        .all(s)
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![Book])?;
    let mut s = engine.session();

    let orwell = s.add(Book::new("1984", "George Orwell", 328));
    let huxley = s.add(Book::new("Brave New World", "Aldous Huxley", 311));
    s.commit()?;
    println!("{:?}", titles(&mut s)?);

    let id = s[orwell].id;
    let fetched = s.get_one::<Book>(id)?;
    assert_eq!(fetched, orwell);
    s[fetched].mark_unavailable();
    s.commit()?;
    assert!(!s[orwell].available);

    // A change that changes nothing sends nothing, not even BEGIN.
    let ((), statements) = crocus::testing::count(&engine, || {
        s[orwell].mark_unavailable();
    });
    s.commit()?;
    assert_eq!(statements, 0);

    s[orwell].mark_available();
    s.delete(huxley);
    s.commit()?;

    let left = titles(&mut s)?;
    println!("{left:?} {:?}", s.get::<Book>(99)?);
    assert_eq!(left, [(1, "1984".to_owned(), true)]);
    assert_eq!(s.get::<Book>(99)?, None);
    Ok(())
}
