//! Step 8: the `Book` of the library.
//!
//! Run it: `cargo run --example step08_book`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `@classmethod def create(cls, session, ..)` | `fn new(..) -> Book`, then `s.add(Book::new(..))` |
//! | `session.query(Book).filter_by(id=1).first()` | `s.get::<Book>(1)?` |
//! | `session.query(Book).all()` | `Book::all(&mut s)?` |
//! | `book.mark_unavailable(session)` | `s[book].mark_unavailable();`, `s.commit()?` |
//! | `session.delete(book)` | `s.delete(book);`, `s.commit()?` |
//!
//! A method of the domain changes the struct; it need not know of sessions. The session sees the
//! change when the method is called on `s[book]`.
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
    let both = titles(&mut s)?;
    println!("{both:?}");
    assert_eq!(
        both,
        [
            (1, "1984".to_owned(), true),
            (2, "Brave New World".to_owned(), true)
        ]
    );

    // Asked for by its key, the row is the entity that the session watches already.
    let id = s[orwell].id;
    let fetched = s.get_one::<Book>(id)?;
    assert_eq!(fetched, orwell);
    s[fetched].mark_unavailable();
    s.commit()?;
    assert!(!s[orwell].available);

    // A change that changes nothing sends nothing, not even BEGIN.
    let (result, statements) = crocus::testing::statements(&engine, || {
        s[orwell].mark_unavailable();
        s.commit()
    });
    result?;
    println!("statements for no change: {}", statements.len());
    assert!(statements.is_empty());

    s[orwell].mark_available();
    s.delete(huxley);
    s.commit()?;

    let left = titles(&mut s)?;
    println!("{left:?} {:?}", s.get::<Book>(99)?);
    assert_eq!(left, [(1, "1984".to_owned(), true)]);
    assert_eq!(s.get::<Book>(99)?, None);
    Ok(())
}
