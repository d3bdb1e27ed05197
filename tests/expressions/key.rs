//! Foreign keys: compared with entities, models, keys, columns; keys of all kinds as arguments.

use crocus::prelude::*;
use crocus::{Column, Input, Model};

use crate::model::{Dept, DeptId, Job, Lang, Post, User, posts, session, users};

#[test]
fn a_reference_compares_with_whatever_names_the_row() {
    let s = &mut session();
    let ann = s.get::<User>(1).unwrap().unwrap();
    let user = s[ann].clone();
    let post = Post::get(1, s).unwrap().unwrap();
    posts! { s;
        Post::author.eq(ann) => [1, 2];
        Post::author.eq(&user) => [1, 2];
        Post::author.eq(1) => [1, 2];
        Post::author.eq(user.id) => [1, 2];
        Post::author.eq(&post.author) => [1, 2];
        Post::author.eq(post.author) => [1, 2];
        Post::author.ne(ann) => [3, 4];
        Post::author.in_([1, 2]) => [1, 2, 3];
        Post::author.in_(vec![ann, ann]) => [1, 2];
        Post::author.in_([&user, &user]) => [1, 2];
        Post::author.eq(Post::reviewer) => [];
        Post::reviewer.eq(2) => [1];
        Post::reviewer.eq(None) => [2, 3, 4];
    }
    users! { s;
        User::boss.eq(None) => [1];
        User::boss.eq(ann) => [2, 3];
        User::boss.eq(&user) => [2, 3];
        User::boss.eq(2) => [4];
        User::boss.eq(Some(post.author)) => [2, 3];
        User::boss.eq(User::id) => [];
        User::id.eq(User::boss) => [];
        User::boss.is_null() => [1];
    }
}

#[test]
fn a_reference_by_text_compares_with_text() {
    let s = &mut session();
    let german = s.get::<Lang>("de").unwrap().unwrap();
    posts! { s;
        Post::lang.eq(german) => [1, 3];
        Post::lang.eq("de") => [1, 3];
        Post::lang.eq("de".to_owned()) => [1, 3];
        Post::lang.in_(["de", "fr"]) => [1, 2, 3, 4];
        Post::lang.in_(Lang::filter(Lang::code.eq("fr")).columns(Lang::code)) => [2, 4];
    }
    let joined = Post::select()
        .join(Post::lang)
        .filter(Post::lang.eq(Lang::code));
    assert_eq!(joined.count(s).unwrap(), 4);
}

#[test]
fn a_key_of_a_type_of_ones_own_compares_with_its_references() {
    let s = &mut session();
    let jobs = Job::filter(Job::dept.eq(DeptId(1))).all(s).unwrap();
    assert_eq!(jobs.len(), 1);
    let joined = Job::select().join(Job::dept).filter(Job::dept.eq(Dept::id));
    assert_eq!(joined.count(s).unwrap(), 1);
    assert_eq!(
        Dept::filter(Dept::id.in_([DeptId(1), DeptId(2)]))
            .count(s)
            .unwrap(),
        1
    );
    assert_eq!(
        Dept::filter(Dept::id.in_(Job::select().columns(Job::dept)))
            .count(s)
            .unwrap(),
        1
    );
}

#[test]
fn a_row_is_got_by_keys_references_and_rows() {
    let s = &mut session();
    let ann = s.get::<User>(1).unwrap();
    let reference = ForeignKey::<User>::new(1);
    assert!(ann.is_some());
    assert_eq!(s.get::<User>(reference).unwrap(), ann);
    assert_eq!(s.get::<User>(5_000_000_000).unwrap(), None);
    assert!(s.get::<Lang>("de").unwrap().is_some());
    assert!(s.get::<Lang>("de".to_owned()).unwrap().is_some());
    assert!(s.get::<Dept>(DeptId(1)).unwrap().is_some());
    let post = s.get::<Post>(1).unwrap().unwrap();
    let author = User::get(s[post].author, s).unwrap();
    assert_eq!(author.map(|user| user.name).as_deref(), Some("ann"));
}

/// The value that a setter or `set` makes of its argument.
fn put<M: Model, T>(_: Column<M, T>, value: impl Input<T>) -> T {
    value.input()
}

#[test]
fn setters_take_what_reads_naturally() {
    let s = &mut session();
    let ann = s.get::<User>(1).unwrap().unwrap();
    let reference = ForeignKey::<User>::new(1);
    assert_eq!(put(User::id, 5_000_000_000), 5_000_000_000);
    assert_eq!(put(User::age, 5), 5);
    assert_eq!(put(User::name, "x"), "x");
    assert_eq!(put(User::name, String::from("x")), "x");
    assert_eq!(put(User::bio, "x"), Some("x".to_owned()));
    assert_eq!(put(User::bio, Some(String::new())), Some(String::new()));
    assert_eq!(put(User::bio, None), None);
    assert_eq!(put(User::rank, 3), Some(3));
    assert_eq!(put(User::rank, Some(3)), Some(3));
    assert_eq!(put(User::rank, None), None);
    assert_eq!(put(User::height, 1.5), Some(1.5));
    assert_eq!(put(Post::author, 1), reference);
    assert_eq!(put(Post::author, reference), reference);
    assert_eq!(put(Post::author, &s[ann]), reference);
    assert_eq!(put(User::boss, 7), Some(ForeignKey::new(7)));
    assert_eq!(put(User::boss, None), None);
    assert_eq!(put(User::boss, Some(reference)), Some(reference));
    assert_eq!(put(User::boss, reference), Some(reference));
    assert_eq!(put(Post::lang, "de"), ForeignKey::new("de".to_owned()));
    assert_eq!(put(Job::dept, DeptId(3)), ForeignKey::new(DeptId(3)));
    assert!(put(User::boss, ann).is_some());
    assert!(put(Post::author, ann) == ann.into());
}
