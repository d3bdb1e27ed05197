//! Keys that are put aside for a moment hide no reference that stays broken.

use crocus::ErrorKind;
use crocus::prelude::*;

use crate::database::fails;

#[derive(Debug, Clone, Model)]
#[model(table = "ones")]
struct One {
    #[column(primary_key)]
    id: i64,
}

#[derive(Debug, Clone, Model)]
#[model(table = "twos")]
struct Two {
    #[column(primary_key)]
    id: i64,
    one: Option<ForeignKey<One>>,
}

#[derive(Debug, Clone, Model)]
#[model(table = "threes")]
struct Three {
    #[column(primary_key)]
    id: i64,
    two: ForeignKey<Two>,
}

#[test]
fn a_swap_of_keys_lets_no_broken_reference_pass() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![One, Two, Three]).unwrap();
    let mut s = engine.session();
    let one = s.add(One { id: 1 });
    let two = |id| Two {
        id,
        one: Some(one.into()),
    };
    let (second, first) = (s.add(two(2)), s.add(two(1)));
    s.add(Three {
        id: 1,
        two: first.into(),
    });
    s.commit().unwrap();
    (s[second].id, s[first].id) = (1, 2);
    s[second].one = Some(ForeignKey::new(99)); // there is none
    fails(s.commit(), ErrorKind::ForeignKey, &["twos", "ones"]);
    s[second].one = None;
    s.commit().unwrap();
    let broken = sql("SELECT count(*) FROM pragma_foreign_key_check").scalar::<i64>(&mut s);
    assert_eq!(broken.unwrap(), 0);
}
