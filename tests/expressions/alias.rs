//! Second names for tables.

use crocus::from;
use crocus::prelude::*;

use crate::model::{Manager, Post, User, session, users};

alias!(Reviewer = User);

#[test]
fn an_alias_joins_a_table_to_itself() {
    let s = &mut session();
    let rows: Vec<(String, Option<String>)> = User::select()
        .left_join(User::boss.to(Manager))
        .columns((User::name, User::name.at(Manager)))
        .order_by(User::id.asc())
        .limit(2)
        .all(s)
        .unwrap();
    assert_eq!(
        rows,
        [
            ("ann".to_owned(), None),
            ("bob".to_owned(), Some("ann".to_owned()))
        ]
    );
    let others: Vec<User> = User::select()
        .left_join(User::boss.to(Manager))
        .filter(User::name.at(Manager).ne("ann") | User::boss.is_null())
        .order_by(User::id.asc())
        .all(s)
        .unwrap();
    assert_eq!(
        others.iter().map(|user| user.id).collect::<Vec<_>>(),
        [1, 4]
    );
}

#[test]
fn a_table_and_its_aliases_stand_in_one_query() {
    let s = &mut session();
    let rows: Vec<(String, String, Option<String>)> = Post::select()
        .join(Post::author)
        .left_join(Post::reviewer.to(Reviewer))
        .left_join(User::boss.to(Manager))
        .filter(Post::id.eq(1))
        .columns((Post::title, User::name, User::name.at(Reviewer)))
        .all(s)
        .unwrap();
    assert_eq!(
        rows,
        [("x".to_owned(), "ann".to_owned(), Some("bob".to_owned()))]
    );
}

#[test]
fn whole_models_are_read_from_an_alias() {
    let s = &mut session();
    let rows: Vec<(User, Option<User>)> = User::select()
        .left_join(User::boss.to(Manager))
        .order_by(User::id.asc())
        .columns((User::all_columns, User::all_columns.at(Manager)))
        .all(s)
        .unwrap();
    let bosses: Vec<Option<i64>> = rows
        .iter()
        .map(|(_, boss)| boss.as_ref().map(|boss| boss.id))
        .collect();
    assert_eq!(bosses, [None, Some(1), Some(1), Some(2)]);
}

#[test]
fn the_key_of_an_alias_leads_further() {
    alias!(Top = User);
    let s = &mut session();
    let rows: Vec<(String, String)> = User::select()
        .join(User::boss.to(Manager))
        .join(User::boss.at(Manager).to(Top))
        .columns((User::name, User::name.at(Top)))
        .all(s)
        .unwrap();
    assert_eq!(rows, [("dan".to_owned(), "ann".to_owned())]);
}

#[test]
fn a_query_begins_at_an_alias() {
    let s = &mut session();
    users! { s;
        exists(from(Manager).on(User::boss.at(Manager).eq(User::id))) => [1, 2];
        User::age.gt(from(Manager).columns(User::age.at(Manager).min())) => [2, 3, 4];
    }
    let names: Vec<String> = from(Manager)
        .filter(User::id.at(Manager).eq(1))
        .columns(User::name.at(Manager))
        .all(s)
        .unwrap();
    assert_eq!(names, ["ann"]);
    let whole: Vec<User> = from(Manager)
        .filter(User::active.at(Manager))
        .all(s)
        .unwrap();
    assert_eq!(whole.len(), 3);
}

#[test]
fn an_alias_is_joined_by_any_condition() {
    let s = &mut session();
    let older: Vec<(String, String)> = User::select()
        .join_on(
            Manager,
            User::age.at(Manager).gt(User::age) & User::id.at(Manager).eq(4),
        )
        .filter(User::id.eq(1))
        .columns((User::name, User::name.at(Manager)))
        .all(s)
        .unwrap();
    assert_eq!(older, [("ann".to_owned(), "dan".to_owned())]);
}
