//! Defaults of columns, and what is written with each update.

use crocus::prelude::*;

use super::model::{Conf, engine};
use crate::database::{count, sent};

#[test]
fn defaults_are_there_as_soon_as_the_struct_is_built() {
    let mut s = engine().session();
    // SQLAlchemy shows None until the flush.
    let conf = s.add(Conf::builder().build());
    let read = |s: &Session| (s[conf].text.clone(), s[conf].number, s[conf].up);
    assert_eq!(read(&s), ("A".into(), 7, 0));
    s.commit().unwrap();
    s.refresh(conf).unwrap();
    assert_eq!(read(&s), ("A".into(), 7, 0));
    let explicit = s.add(Conf::builder().text("B").number(8).build());
    s.commit().unwrap();
    assert_eq!((s[explicit].text.as_str(), s[explicit].number), ("B", 8));
}

#[test]
fn on_update_is_written_only_with_a_real_change() {
    let mut s = engine().session();
    s.begin().unwrap();
    let conf = s.add(Conf::builder().build());
    s.flush().unwrap();
    s[conf].text = "A".into();
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((statements, s[conf].up), (0, 0));
    s[conf].plain = Some("p".into());
    let ((), statements) = sent(&mut s, Session::flush);
    let update = r#"UPDATE "confs" SET "up" = ?, "plain" = ? WHERE "id" = ?"#;
    assert_eq!(
        (statements.as_slice(), s[conf].up),
        ([update.to_owned()].as_slice(), 99)
    );
    (s[conf].up, s[conf].plain) = (5, None);
    s.flush().unwrap();
    s.refresh(conf).unwrap();
    assert_eq!(s[conf].up, 5);
}
