//! Plain structs with verbs: what they do, what they send, what tracked entities learn of it.

use crocus::prelude::*;
use crocus::{ErrorKind, schema};

use crate::database::{database, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    username: String,
    email: String,
    #[column(default = 18)]
    age: i32,
    bio: Option<String>,
}

#[derive(Debug, Clone, Model)]
struct Note {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(on_delete = Cascade)]
    user: ForeignKey<User>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(primary_key(list, place))]
struct Entry {
    list: i64,
    place: i64,
    text: String,
}

#[derive(Debug, Clone, Model)]
struct Page {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(default = 0, on_update = 7)]
    touched: i64,
    #[column(db_default = "'fresh'")]
    state: String,
    #[column(generated = "upper(title)")]
    loud: String,
    #[column(version)]
    version: i64,
}

impl User {
    fn rename(&mut self, username: &str) {
        self.username = username.to_owned();
    }
}

fn engine() -> Engine {
    database(&schema![User, Note, Entry, Page])
}

fn user(username: &str) -> User {
    User::builder()
        .username(username)
        .email(format!("{username}@x"))
        .build()
}

const WRITES: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];

#[test]
fn create_answers_with_the_id() {
    let mut s = engine().session();
    let alice = User::create(user("alice"), &mut s).unwrap();
    let bob = user("bob").insert(&mut s).unwrap();
    assert_eq!((alice.id, bob.id), (1, 2));
    assert_eq!(User::get(alice.id, &mut s).unwrap(), Some(alice));
}

#[test]
fn create_sends_one_insert_without_the_key() {
    let mut s = engine().session();
    let (statements, _) = sent(&mut s, &WRITES, |s| User::create(user("alice"), s));
    let [insert] = &statements[..] else {
        panic!("{statements:?}")
    };
    assert!(insert.starts_with(r#"INSERT INTO "users" ("username", "email", "age", "bio")"#));
}

#[test]
fn create_reads_back_what_the_database_wrote() {
    let mut s = engine().session();
    let page = Page::create(Page::builder().title("a").build(), &mut s).unwrap();
    assert_eq!((page.id, page.version), (1, 1));
    assert_eq!((page.state.as_str(), page.loud.as_str()), ("fresh", "A"));
}

#[test]
fn verbs_never_commit() {
    let engine = engine();
    let mut s = engine.session();
    User::create(user("alice"), &mut s).unwrap();
    assert!(s.in_transaction());
    assert_eq!(User::select().count(&mut engine.session()).unwrap(), 0);
    s.rollback().unwrap();
    assert_eq!(User::select().count(&mut s).unwrap(), 0);
    User::create(user("alice"), &mut s).unwrap();
    s.commit().unwrap();
    assert_eq!(User::select().count(&mut engine.session()).unwrap(), 1);
}

#[test]
fn all_find_exists_and_count_read() {
    let mut s = engine().session();
    let alice = User::create(user("alice"), &mut s).unwrap();
    let bob = User::create(user("bob"), &mut s).unwrap();
    assert_eq!(User::all(&mut s).unwrap(), [alice.clone(), bob.clone()]);
    assert_eq!(
        User::find(User::username.eq("bob"), &mut s).unwrap(),
        Some(bob)
    );
    assert_eq!(User::find(User::username.eq("eve"), &mut s).unwrap(), None);
    assert_eq!(
        User::find_one(User::username.eq("alice"), &mut s).unwrap(),
        alice
    );
    fails(
        User::find_one(User::username.eq("eve"), &mut s),
        ErrorKind::NotFound,
    );
    assert!(User::exists(User::age.eq(18), &mut s).unwrap());
    assert!(!User::exists(User::age.eq(19), &mut s).unwrap());
    assert_eq!(User::count(User::age.eq(18), &mut s).unwrap(), 2);
}

#[test]
fn get_answers_none_for_a_missing_row() {
    let mut s = engine().session();
    assert_eq!(User::get(5, &mut s).unwrap(), None);
}

#[test]
fn get_takes_a_composite_key_and_a_reference() {
    let mut s = engine().session();
    let entry = Entry {
        list: 1,
        place: 2,
        text: "x".into(),
    };
    Entry::create(entry.clone(), &mut s).unwrap();
    assert_eq!(Entry::get((1, 2), &mut s).unwrap(), Some(entry));
    assert_eq!(Entry::get((2, 1), &mut s).unwrap(), None);
    let alice = User::create(user("alice"), &mut s).unwrap();
    let note = Note::builder().text("t").user(&alice).build();
    let note = Note::create(note, &mut s).unwrap();
    assert_eq!(User::get(note.user, &mut s).unwrap(), Some(alice));
}

#[test]
fn update_writes_only_what_the_closure_changed() {
    let mut s = engine().session();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    let (statements, ()) = sent(&mut s, &WRITES, |s| {
        bob.update(s, |u| u.email = "new@x".into())
    });
    assert_eq!(
        statements,
        [r#"UPDATE "users" SET "email" = ? WHERE "id" = ?"#]
    );
    assert_eq!(bob.email, "new@x");
    assert_eq!(User::get(bob.id, &mut s).unwrap(), Some(bob));
}

#[test]
fn update_starts_from_the_row_as_it_is_now() {
    let mut s = engine().session();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    User::filter(User::id.eq(bob.id))
        .set(User::age, 40)
        .update(&mut s)
        .unwrap();
    bob.update(&mut s, |u| u.bio = Some(format!("{}", u.age)))
        .unwrap();
    assert_eq!((bob.age, bob.bio.as_deref()), (40, Some("40")));
}

#[test]
fn update_that_changes_nothing_sends_nothing() {
    let mut s = engine().session();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    let mut page = Page::create(Page::builder().title("a").build(), &mut s).unwrap();
    let (statements, ()) = sent(&mut s, &WRITES, |s| {
        bob.update(s, |u| u.age = 18)?;
        page.update(s, |_| ())
    });
    assert!(statements.is_empty(), "{statements:?}");
    assert_eq!((page.touched, page.version), (0, 1));
}

#[test]
fn update_of_a_struct_that_was_edited_drops_those_edits() {
    let mut s = engine().session();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    bob.email = "a photograph".into();
    bob.update(&mut s, |u| u.age = 30).unwrap();
    assert_eq!((bob.email.as_str(), bob.age), ("bob@x", 30));
}

#[test]
fn update_counts_the_version_and_stamps() {
    let mut s = engine().session();
    let mut page = Page::create(Page::builder().title("a").build(), &mut s).unwrap();
    page.update(&mut s, |page| page.title = "b".into()).unwrap();
    assert_eq!(
        (page.touched, page.version, page.loud.as_str()),
        (7, 2, "B")
    );
}

#[test]
fn a_refused_update_leaves_the_struct_and_the_row_as_they_were() {
    let mut s = engine().session();
    User::create(user("alice"), &mut s).unwrap();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    let before = bob.clone();
    fails(bob.update(&mut s, |u| u.rename("alice")), ErrorKind::Unique);
    assert_eq!(bob, before);
    assert_eq!(User::get(bob.id, &mut s).unwrap(), Some(before));
    bob.update(&mut s, |u| u.rename("carol")).unwrap();
    assert_eq!(bob.username, "carol");
}

#[test]
fn refresh_reads_the_row_again() {
    let mut s = engine().session();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    User::filter(User::id.eq(bob.id))
        .set(User::age, 40)
        .update(&mut s)
        .unwrap();
    assert_eq!(bob.age, 18);
    bob.refresh(&mut s).unwrap();
    assert_eq!(bob.age, 40);
}

#[test]
fn a_row_that_is_gone_is_not_found() {
    let mut s = engine().session();
    let mut bob = User::create(user("bob"), &mut s).unwrap();
    bob.delete(&mut s).unwrap();
    assert_eq!(User::get(bob.id, &mut s).unwrap(), None);
    fails(bob.refresh(&mut s), ErrorKind::NotFound);
    fails(bob.update(&mut s, |u| u.age = 1), ErrorKind::NotFound);
    fails(bob.delete(&mut s), ErrorKind::NotFound);
}

#[test]
fn delete_sends_one_delete() {
    let mut s = engine().session();
    let bob = User::create(user("bob"), &mut s).unwrap();
    let (statements, ()) = sent(&mut s, &WRITES, |s| bob.delete(s));
    assert_eq!(statements, [r#"DELETE FROM "users" WHERE "id" = ?"#]);
}

#[test]
fn upsert_inserts_then_updates_by_the_unique_column() {
    let mut s = engine().session();
    let alice = user("alice").upsert(User::username, &mut s).unwrap();
    let again = User {
        email: "new@x".into(),
        age: 50,
        ..user("alice")
    };
    let again = again.upsert(User::username, &mut s).unwrap();
    assert_eq!(
        (again.id, again.age, again.email.as_str()),
        (alice.id, 50, "new@x")
    );
    assert_eq!(User::all(&mut s).unwrap(), [again]);
}

#[test]
fn upsert_by_several_columns_and_by_the_key() {
    let mut s = engine().session();
    let entry = Entry {
        list: 1,
        place: 1,
        text: "a".into(),
    };
    entry
        .clone()
        .upsert((Entry::list, Entry::place), &mut s)
        .unwrap();
    let entry = Entry {
        text: "b".into(),
        ..entry
    };
    entry
        .clone()
        .upsert((Entry::list, Entry::place), &mut s)
        .unwrap();
    assert_eq!(Entry::all(&mut s).unwrap(), [entry]);
}

#[test]
fn upsert_counts_the_version() {
    let mut s = engine().session();
    let page = Page::create(Page::builder().title("a").build(), &mut s).unwrap();
    let page = Page {
        title: "b".into(),
        ..page
    }
    .upsert(Page::id, &mut s)
    .unwrap();
    assert_eq!((page.version, page.title.as_str()), (2, "b"));
}

#[test]
fn pending_changes_are_flushed_before_a_verb() {
    let mut s = engine().session();
    let bob = s.add(user("bob"));
    assert_eq!(User::all(&mut s).unwrap().len(), 1);
    s[bob].age = 77;
    assert_eq!(User::get(s[bob].id, &mut s).unwrap().unwrap().age, 77);
    s[bob].age = 78;
    let mut value = s[bob].clone();
    value.update(&mut s, |u| u.bio = Some("x".into())).unwrap();
    assert_eq!(value.age, 78);
}

#[test]
fn what_a_verb_writes_is_seen_by_the_tracked_entity() {
    let mut s = engine().session();
    let bob = s.add(user("bob"));
    s.flush().unwrap();
    let mut value = User::get(s[bob].id, &mut s).unwrap().unwrap();
    value.update(&mut s, |u| u.age = 50).unwrap();
    assert_eq!(s[bob].age, 50);
    assert!(!s.is_modified(bob).unwrap());
    let upserted = User {
        age: 51,
        ..user("bob")
    };
    upserted.upsert(User::username, &mut s).unwrap();
    assert_eq!(s[bob].age, 51);
    value.delete(&mut s).unwrap();
    assert_eq!(s.state(bob), crocus::State::Deleted);
}

#[test]
fn a_rollback_takes_what_a_verb_wrote_from_the_tracked_entity() {
    let mut s = engine().session();
    let bob = s.add(user("bob"));
    s.commit().unwrap();
    let mut value = s[bob].clone();
    value.update(&mut s, |u| u.age = 50).unwrap();
    s.rollback().unwrap();
    assert_eq!(s[bob].age, 18);
    value.delete(&mut s).unwrap();
    s.rollback().unwrap();
    assert_eq!(s.state(bob), crocus::State::Persistent);
}

#[test]
fn changing_a_value_changes_nothing_else() {
    let mut s = engine().session();
    let bob = s.add(user("bob"));
    s.flush().unwrap();
    let mut value = User::find_one(User::username.eq("bob"), &mut s).unwrap();
    value.age = 99;
    s.flush().unwrap();
    assert_eq!(s[bob].age, 18);
}

#[test]
fn a_reference_to_a_pending_entity_is_flushed_first() {
    let mut s = engine().session();
    let bob = s.add(user("bob"));
    let note = Note::create(Note::builder().text("t").user(bob).build(), &mut s).unwrap();
    assert_eq!(note.user.key(), Some(&s[bob].id));
    assert_eq!(
        User::get(note.user, &mut s).unwrap().unwrap().username,
        "bob"
    );
}

#[test]
fn a_delete_that_cascades_is_followed_in_memory() {
    let mut s = engine().session();
    let bob = User::create(user("bob"), &mut s).unwrap();
    let note = s.add(Note::builder().text("t").user(&bob).build());
    s.flush().unwrap();
    bob.delete(&mut s).unwrap();
    assert_eq!(s.state(note), crocus::State::Deleted);
    assert_eq!(Note::select().count(&mut s).unwrap(), 0);
}

#[test]
fn domain_methods_work_on_values_and_on_entities() {
    let mut s = engine().session();
    let bob = s.add(user("bob"));
    s[bob].rename("robert");
    s.flush().unwrap();
    let mut value = User::get(1, &mut s).unwrap().unwrap();
    assert_eq!(value.username, "robert");
    value.update(&mut s, |u| u.rename("rob")).unwrap();
    assert_eq!(s[bob].username, "rob");
}

#[test]
fn one_liners_through_the_engine() {
    let engine = engine();
    let alice = engine.write(|s| User::create(user("alice"), s)).unwrap();
    let all = engine.read(User::all).unwrap();
    assert_eq!(all, [alice]);
}

#[test]
fn values_written_in_an_earlier_transaction_are_found_in_the_next() {
    let engine = engine();
    let mut bob = engine.write(|s| User::create(user("bob"), s)).unwrap();
    engine.write(|s| bob.update(s, |u| u.age += 1)).unwrap();
    engine.write(|s| bob.update(s, |u| u.age += 1)).unwrap();
    assert_eq!(bob.age, 20);
}
