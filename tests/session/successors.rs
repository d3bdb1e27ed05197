//! Rows that take over what a row of the same flush gives up, and what refers to it.

use crocus::prelude::*;

use crate::database::database;

/// A model that refers to `Parent`, and what becomes of its rows.
macro_rules! successors {
    ($($module:ident: $reference:ty, $action:ident;)*) => {$(
        mod $module {
            use super::*;

            #[derive(Debug, Clone, PartialEq, Model)]
            struct Parent {
                #[column(primary_key)]
                id: i64,
                #[column(unique)]
                name: String,
            }

            #[derive(Debug, Clone, PartialEq, Model)]
            struct Child {
                #[column(primary_key)]
                id: i64,
                #[column(on_delete = $action)]
                parent: $reference,
            }

            #[test]
            fn children_move_to_the_successor_that_takes_the_unique_value_of_their_parent() {
                let mut s = database(&schema![Parent, Child]).session();
                let old = s.add(Parent::builder().name("ann").build());
                let child = s.add(Child::builder().parent(old).build());
                s.commit().unwrap();
                let new = s.add(Parent::builder().name("ann").build());
                s[child].parent = <$reference>::from(new);
                s.delete(old);
                s.commit().unwrap();
                assert_eq!(s[child].parent, <$reference>::from(ForeignKey::from(&s[new])));
                let mut other = s.engine().session();
                assert_eq!(Child::all(&mut other).unwrap(), [s[child].clone()]);
                assert_eq!(Parent::all(&mut other).unwrap(), [s[new].clone()]);
            }

            #[test]
            fn a_replaced_child_refers_to_the_successor_of_its_parent() {
                let mut s = database(&schema![Parent, Child]).session();
                let old = s.add(Parent::builder().name("ann").build());
                let child = s.add(Child::builder().parent(old).build());
                s.commit().unwrap();
                let id = s[child].id;
                s.delete(child);
                s.delete(old);
                let new = s.add(Parent::builder().name("ann").build());
                let replacement = s.add(Child {
                    id,
                    ..Child::builder().parent(new).build()
                });
                s.commit().unwrap();
                let mut other = s.engine().session();
                assert_eq!(Child::all(&mut other).unwrap(), [s[replacement].clone()]);
                assert_eq!(Parent::all(&mut other).unwrap(), [s[new].clone()]);
            }
        }
    )*};
}

successors! {
    cascading: ForeignKey<Parent>, Cascade;
    restricted: ForeignKey<Parent>, Restrict;
    nothing_done: ForeignKey<Parent>, NoAction;
    cascading_or_null: Option<ForeignKey<Parent>>, Cascade;
    set_null: Option<ForeignKey<Parent>>, SetNull;
}
