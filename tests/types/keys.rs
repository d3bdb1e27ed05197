//! Keys of every kind: a row is found again by any key.

use crocus::prelude::*;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq, Hash, ColumnType)]
struct Code(String);

#[derive(Debug, Clone, PartialEq, Model)]
struct ByText {
    #[column(primary_key(assigned))]
    code: String,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct ByUuid {
    #[column(primary_key(assigned))]
    code: Uuid,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct ByCode {
    #[column(primary_key(assigned))]
    code: Code,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct ByNumber {
    #[column(primary_key(assigned))]
    code: i64,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(primary_key(text, number))]
struct ByBoth {
    text: String,
    number: i32,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Child {
    #[column(primary_key)]
    id: i64,
    parent: ForeignKey<ByText>,
}

fn engine() -> Engine {
    let engine = Engine::memory().unwrap();
    let schema = schema![ByText, ByUuid, ByCode, ByNumber, ByBoth, Child];
    engine.create_all(&schema).unwrap();
    engine
}

/// The row is one entity, under its key, in this session and in the next one.
macro_rules! is_found {
    ($engine:expr, $model:ident, $value:expr, $key:expr) => {{
        let mut s = $engine.session();
        let entity = s.add($value);
        s.flush().unwrap();
        prop_assert_eq!(s.get::<$model>($key).unwrap(), Some(entity));
        s[entity].n += 1;
        s.flush().unwrap();
        let read = $model::get($key, &mut s).unwrap().unwrap();
        prop_assert_eq!(read.n, 8);
        prop_assert_eq!(&read, &s[entity]);
        s.delete(entity);
        s.flush().unwrap();
        prop_assert_eq!(s.get::<$model>($key).unwrap(), None);
        s.rollback().unwrap();
    }};
}

#[test]
fn a_row_is_found_by_any_key() {
    let engine = engine();
    let config = ProptestConfig::with_cases(64);
    proptest!(config, |(text in "[^\\x00]{0,16}", bits in any::<u128>(), number in any::<i64>(), small in any::<i32>())| {
        is_found!(engine, ByText, ByText { code: text.clone(), n: 7 }, text.clone());
        let uuid = Uuid::from_u128(bits);
        is_found!(engine, ByUuid, ByUuid { code: uuid, n: 7 }, uuid);
        let code = Code(text.clone());
        is_found!(engine, ByCode, ByCode { code: code.clone(), n: 7 }, code.clone());
        is_found!(engine, ByNumber, ByNumber { code: number, n: 7 }, number);
        let both = ByBoth { text: text.clone(), number: small, n: 7 };
        is_found!(engine, ByBoth, both, (text.clone(), small));
    });
}

#[test]
fn a_reference_holds_any_key() {
    let engine = engine();
    proptest!(ProptestConfig::with_cases(64), |(key in "[^\\x00]{0,16}")| {
        let mut s = engine.session();
        let parent = s.add(ByText { code: key.clone(), n: 7 });
        let child = s.add(Child { id: 0, parent: parent.into() });
        s.flush().unwrap();
        s.refresh(child).unwrap();
        prop_assert_eq!(s[child].parent.key(), Some(&key));
        let found = Child::filter(Child::parent.eq(parent)).count(&mut s).unwrap();
        prop_assert_eq!(found, 1);
        s.rollback().unwrap();
    });
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Referring {
    #[column(primary_key)]
    id: i64,
    number: ForeignKey<ByNumber>,
    other: Option<ForeignKey<ByNumber>>,
}

#[test]
fn a_reference_takes_no_more_room_than_two_keys() {
    assert_eq!(size_of::<ForeignKey<ByNumber>>(), 16);
    assert_eq!(size_of::<Option<ForeignKey<ByNumber>>>(), 16);
    assert_eq!(size_of::<Referring>(), 40);
}
