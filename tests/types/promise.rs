//! The promises, once for all types.

/// Declares a module that tests one type: `name: Type, strategy, [values by hand]`, `ordered` where
/// SQL is to order as Rust does.
#[macro_export]
macro_rules! promises {
    ($name:ident: $type:ty, $strategy:expr, $by_hand:expr $(, #[$attribute:meta])* ; $($order:ident)?) => {
        mod $name {
            #[allow(unused_imports, reason = "each type needs some of them")]
            use super::*;

            #[derive(Debug, Clone, PartialEq, Model)]
            struct Held {
                #[column(primary_key)]
                id: i64,
                $(#[$attribute])*
                value: $type,
                $(#[$attribute])*
                maybe: Option<$type>,
            }

            fn held(value: $type, maybe: bool) -> Held {
                Held {
                    id: 0,
                    maybe: maybe.then(|| value.clone()),
                    value,
                }
            }

            fn engine() -> Engine {
                let engine = Engine::memory().unwrap();
                engine.create_all(&schema![Held]).unwrap();
                engine
            }

            /// Stored and read as a value, as an entity, and found by its value.
            fn comes_back(s: &mut Session, value: $type) {
                let value = &value;
                let stored = Held::create(held(value.clone(), true), s).unwrap();
                assert_eq!(&stored.value, value);
                let read = Held::get(stored.id, s).unwrap().unwrap();
                assert_eq!(read, stored);
                let entity = s.add(held(value.clone(), false));
                s.flush().unwrap();
                s.refresh(entity).unwrap();
                assert_eq!(&s[entity].value, value);
                assert_eq!(s[entity].maybe, None);
                let found = Held::filter(Held::value.eq(value.clone())).count(s).unwrap();
                assert_eq!(found, 2, "{value:?}");
                let found = Held::filter(Held::maybe.eq(value.clone())).count(s).unwrap();
                assert_eq!(found, 1, "{value:?}");
                s.rollback().unwrap();
            }

            #[test]
            fn values_by_hand_come_back() {
                let engine = engine();
                let mut s = engine.session();
                for value in $by_hand {
                    comes_back(&mut s, value);
                }
            }

            #[test]
            fn any_value_comes_back() {
                let engine = engine();
                proptest!(ProptestConfig::with_cases(128), |(value in $strategy)| {
                    let mut s = engine.session();
                    comes_back(&mut s, value);
                });
            }

            $($crate::promises!(@ $order $type, $strategy, $by_hand);)?
        }
    };
    (@ ordered $type:ty, $strategy:expr, $by_hand:expr) => {
        fn is_ordered(s: &mut Session, values: &[$type]) {
            for value in values {
                s.add(held(value.clone(), true));
            }
            s.flush().unwrap();
            let query = Held::select().order_by((Held::value.asc(), Held::id.asc()));
            let mut expected: Vec<(usize, $type)> = values.iter().cloned().enumerate().collect();
            expected.sort_by(|one, two| one.1.partial_cmp(&two.1).unwrap().then(one.0.cmp(&two.0)));
            let read = query.all(s).unwrap();
            let read: Vec<$type> = read.into_iter().map(|row| row.value).collect();
            let sorted: Vec<$type> = expected.into_iter().map(|(_, value)| value).collect();
            assert_eq!(read, sorted);
            for pivot in values.iter().take(3) {
                let less = values.iter().filter(|value| *value < pivot).count();
                let found = Held::filter(Held::value.lt(pivot.clone())).count(s).unwrap();
                assert_eq!(usize::try_from(found).unwrap(), less, "less than {pivot:?}");
                let least = values.iter().filter(|value| *value >= pivot).count();
                let found = Held::filter(Held::maybe.ge(pivot.clone())).count(s).unwrap();
                assert_eq!(usize::try_from(found).unwrap(), least, "at least {pivot:?}");
            }
            s.rollback().unwrap();
        }

        #[test]
        fn sql_orders_values_by_hand_as_rust_does() {
            let engine = engine();
            let values: Vec<$type> = $by_hand.into_iter().collect();
            is_ordered(&mut engine.session(), &values);
        }

        #[test]
        fn sql_orders_any_values_as_rust_does() {
            let engine = engine();
            let many = proptest::collection::vec($strategy, 1..20);
            proptest!(ProptestConfig::with_cases(64), |(values in many)| {
                is_ordered(&mut engine.session(), &values);
            });
        }
    };
}
