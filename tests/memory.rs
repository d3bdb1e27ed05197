//! What a session stops watching costs no memory: counted at the allocator.

#![expect(unsafe_code, reason = "an allocator is unsafe")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use crocus::prelude::*;
use crocus::{Result, State};

struct Counting;

thread_local! {
    /// The bytes that this thread has allocated and not given back.
    static BYTES: Cell<isize> = const { Cell::new(0) };
    /// How often it has allocated.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize, sign: isize) {
    let bytes = isize::try_from(bytes).unwrap_or(isize::MAX);
    // A thread that is ending counts no more.
    let _ = BYTES.try_with(|count| count.set(count.get() + sign * bytes));
}

// SAFETY: every call is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that this thread holds in Rust; what SQLite allocates is not counted.
fn bytes() -> isize {
    BYTES.with(Cell::get)
}

/// How often `body` allocates.
fn allocations(body: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    body();
    ALLOCATIONS.with(Cell::get) - before
}

#[derive(Debug, Clone, Model)]
struct Text {
    #[column(primary_key)]
    id: i64,
    n: i64,
    text: String,
}

const ROWS: usize = 2_000;
/// The bytes of one text.
const LENGTH: usize = 1_000;
/// The bytes of all texts.
const TEXTS: isize = 2_000_000;
/// The places of the rows, kept for the next ones: far less than the rows.
const LITTLE: isize = 400_000;

fn texts() -> impl Iterator<Item = Text> {
    (0..ROWS).map(|_| Text::builder().n(0).text("x".repeat(LENGTH)).build())
}

fn with_texts() -> Engine {
    let engine = Engine::temporary().unwrap();
    engine.create_all(&schema![Text]).unwrap();
    engine
        .write(|s| Text::insert_all(texts()).execute(s))
        .unwrap();
    engine
}

/// How many bytes more are held after `body` than before.
#[track_caller]
fn grows_little(s: &mut Session, body: impl FnOnce(&mut Session) -> Result<()>) {
    let before = bytes();
    body(s).unwrap();
    let grown = bytes() - before;
    assert!(grown < LITTLE, "{grown} bytes more");
}

#[test]
fn clear_gives_the_memory_of_all_rows_back() {
    let mut s = with_texts().session();
    grows_little(&mut s, |s| {
        for _ in 0..3 {
            let before = bytes();
            let all = s.load(Text::select())?;
            assert!(bytes() - before > TEXTS);
            for text in &all {
                s[*text].n += 1;
            }
            s.commit()?;
            s.clear()?;
            assert_eq!(s.state(all[0]), State::Detached);
        }
        Ok(())
    });
}

#[test]
fn detach_gives_the_struct_and_its_memory_back() {
    let mut s = with_texts().session();
    grows_little(&mut s, |s| {
        for text in s.load(Text::select())? {
            s[text].n += 1;
            let changed = s.detach(text)?;
            assert_eq!((changed.n, changed.text.len()), (1, LENGTH));
        }
        Ok(())
    });
    // Places are given to the next rows.
    grows_little(&mut s, |s| {
        for _ in 0..20 {
            let texts = s.load(Text::filter(Text::id.le(100)))?;
            texts
                .into_iter()
                .try_for_each(|text| s.detach(text).map(|_| ()))?;
        }
        Ok(())
    });
}

#[test]
fn adds_that_are_undone_leave_little_behind() {
    let mut s = with_texts().session();
    grows_little(&mut s, |s| {
        for flush in [false, true] {
            s.add_all(texts());
            if flush {
                s.flush()?;
            }
            s.rollback()?;
        }
        Ok(())
    });
}

#[test]
fn a_commit_forgets_what_a_rollback_would_have_restored() {
    let mut s = with_texts().session();
    let all = s.load(Text::select()).unwrap();
    grows_little(&mut s, |s| {
        for _ in 0..3 {
            let before = bytes();
            for text in &all {
                s[*text].n += 1;
            }
            // The images of the rows before.
            assert!(bytes() - before > TEXTS);
            s.commit()?;
        }
        Ok(())
    });
}

#[test]
fn a_rollback_gives_the_memory_of_images_back() {
    let mut s = with_texts().session();
    let all = s.load(Text::select()).unwrap();
    grows_little(&mut s, |s| {
        for _ in 0..3 {
            for text in &all {
                s[*text].n += 1;
            }
            s.flush()?;
            for text in &all {
                s[*text].n += 1;
            }
            s.rollback()?;
        }
        Ok(())
    });
}

#[test]
fn one_row_changed_over_and_over_in_one_transaction_has_one_image() {
    let mut s = with_texts().session();
    let text = s.get_one::<Text>(1).unwrap();
    grows_little(&mut s, |s| {
        for _ in 0..ROWS {
            s[text].n += 1;
            s.flush()?;
        }
        s.savepoint(|s| {
            for _ in 0..ROWS {
                s[text].n += 1;
                s.flush()?;
            }
            Ok(())
        })
    });
    s.commit().unwrap();
}

#[test]
fn values_and_cursors_are_not_watched() {
    let mut s = with_texts().session();
    grows_little(&mut s, |s| {
        assert_eq!(Text::all(s)?.len(), ROWS);
        let query = Text::select();
        let mut cursor = query.cursor(s)?;
        let mut longest = 0;
        let before = bytes();
        for text in cursor.iter()? {
            longest = longest.max(text?.text.len());
            assert!(bytes() - before < LITTLE);
        }
        assert_eq!(longest, LENGTH);
        Ok(())
    });
    grows_little(&mut s, |s| {
        for _ in 0..3 {
            Text::select().set(Text::n, 1).update(s)?;
            Text::insert_all(texts()).execute(s)?;
            s.rollback()?;
        }
        Ok(())
    });
}

#[test]
fn a_session_that_is_dropped_leaves_nothing() {
    let engine = with_texts();
    engine.session().load(Text::select()).unwrap();
    let before = bytes();
    for _ in 0..3 {
        let mut s = engine.session();
        for text in s.load(Text::select()).unwrap() {
            s[text].n += 1;
        }
        s.flush().unwrap();
    }
    assert!(bytes() - before < LITTLE / 10, "{}", bytes() - before);
}

#[test]
fn a_closure_leaves_room_for_few_rows_and_none_of_its_own() {
    let engine = with_texts();
    let few = Text::filter(Text::id.le(50));
    engine.write(|s| few.tracked().all(s)).unwrap();
    let before = bytes();
    for _ in 0..3 {
        engine
            .write(|s| {
                for text in s.load(Text::select())? {
                    s[text].n += 1;
                }
                Ok(())
            })
            .unwrap();
    }
    assert!(bytes() - before < LITTLE / 10, "{}", bytes() - before);
}

#[derive(Debug, Clone, Model)]
struct Word {
    #[column(primary_key)]
    id: i64,
    n: i64,
    text: String,
    note: Option<String>,
}

/// Words, watched.
fn words() -> (Session, Vec<Entity<Word>>) {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Word]).unwrap();
    let mut s = engine.session();
    let word = |n: i64| Word::builder().n(n).text(format!("word {n}"));
    s.add_all((0..1_000).map(|n| word(n).note("a note").build()));
    s.commit().unwrap();
    s.clear().unwrap();
    let all = s.load(Word::select()).unwrap();
    (s, all)
}

fn count_up(s: &mut Session, words: &[Entity<Word>]) {
    for word in words {
        s[*word].n += 1;
    }
}

#[test]
fn rows_that_are_edited_again_need_no_allocations_for_their_copies() {
    let (mut s, all) = words();
    let mut edit = || {
        allocations(|| {
            count_up(&mut s, &all);
            s.commit().unwrap();
        })
    };
    edit();
    let again = edit();
    assert!(again < 100, "{again} allocations");
    s.refresh_all::<Word>().unwrap();
    assert!(all.iter().all(|word| s[*word].n == s[*word].id + 1));
}

#[test]
fn a_commit_keeps_room_for_no_more_copies_than_it_had() {
    let (mut s, all) = words();
    let before = bytes();
    count_up(&mut s, &all);
    s.commit().unwrap();
    assert!(bytes() - before > 50_000, "{}", bytes() - before);
    count_up(&mut s, &all[..10]);
    s.commit().unwrap();
    assert!(bytes() - before < 10_000, "{}", bytes() - before);
}

#[test]
fn copies_in_room_that_was_used_before_are_those_of_their_rows() {
    let (mut s, all) = words();
    count_up(&mut s, &all);
    s.commit().unwrap();
    for (place, word) in all.iter().enumerate() {
        let word = &mut s[*word];
        word.text = "x".repeat(place % 40);
        word.note = (place % 2 == 0).then(|| "another".to_owned());
    }
    s.flush().unwrap();
    s.rollback().unwrap();
    for (place, word) in all.iter().enumerate() {
        let Word { id, n, text, note } = &s[*word];
        let stored = place as i64;
        assert_eq!((*id, *n), (stored + 1, stored + 1));
        assert_eq!(
            (text.as_str(), note.as_deref()),
            (format!("word {stored}").as_str(), Some("a note"))
        );
    }
    assert!(s.dirty::<Word>().is_empty());
}
