//! A flush that fails, is mended and flushed again.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::{Note, note, open};

#[test]
fn a_failing_flush_is_mended() -> crocus::Result<()> {
    let engine = open()?;
    let mut s = engine.session();
    let a = s.add(note("a", 1));
    s.commit()?;
    s[a].stars = 9;
    let twin = s.add(note("a", 2));
    let other = s.add(note("z", 3));
    let error = Note::select().count(&mut s).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the flush before this query failed"),
        "{error}"
    );
    assert_eq!(error.kind(), ErrorKind::Unique);
    assert_eq!(error.constraint().unwrap().fields(), ["title"]);
    assert_eq!(
        (s.state(twin), s.state(other)),
        (State::Pending, State::Pending)
    );
    assert_eq!((s[twin].id, s[other].id), (0, 0));
    s[twin].title = "x".repeat(31);
    let error = s.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value);
    s[twin].title = "b".into();
    s.commit()?;
    assert_eq!(
        Note::select()
            .order_by(Note::title.asc())
            .columns(Note::stars)
            .all(&mut s)?,
        [9, 2, 3]
    );
    Ok(())
}
