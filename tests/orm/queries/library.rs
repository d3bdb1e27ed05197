//! The tables that these tests ask: people, who have bosses and write posts with reviewers.

use crocus::prelude::*;
use crocus::schema;

use crate::database::database;

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "people")]
pub(super) struct Person {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique)]
    pub(super) name: String,
    pub(super) age: Option<i64>,
    #[column(default = true)]
    pub(super) active: bool,
    pub(super) boss: Option<ForeignKey<Person>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
pub(super) struct Post {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) title: String,
    #[column(default = 0)]
    pub(super) stars: i64,
    #[column(on_delete = Cascade)]
    pub(super) author: ForeignKey<Person>,
    pub(super) reviewer: Option<ForeignKey<Person>>,
}

fn person(name: &str, age: Option<i64>, active: bool, boss: Option<i64>) -> Person {
    let boss = boss.map(ForeignKey::new);
    Person {
        id: 0,
        name: name.into(),
        age,
        active,
        boss,
    }
}

fn post(title: &str, stars: i64, author: i64, reviewer: Option<i64>) -> Post {
    let reviewer = reviewer.map(ForeignKey::new);
    Post {
        id: 0,
        title: title.into(),
        stars,
        author: ForeignKey::new(author),
        reviewer,
    }
}

/// Ann leads Bob and Cleo, Bob leads Dan; Dan is inactive and wrote nothing.
pub(super) fn library() -> Engine {
    let engine = database(&schema![Person, Post]);
    let people = [
        person("ann", Some(50), true, None),
        person("bob", Some(30), true, Some(1)),
        person("cleo", None, true, Some(1)),
        person("dan", Some(30), false, Some(2)),
    ];
    let posts = [
        post("a1", 5, 1, Some(2)),
        post("a2", 3, 1, None),
        post("b1", 4, 2, Some(1)),
        post("c1", 1, 3, None),
    ];
    engine
        .write(|s| {
            Person::insert_all(people).execute(s)?;
            Post::insert_all(posts).execute(s)
        })
        .unwrap();
    engine
}
