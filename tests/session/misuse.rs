//! What a session refuses, with a sentence that says what to do instead.

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use crate::database::{committed, count, database, fails, panics};

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(generated = "upper(name)")]
    loud: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
    author: ForeignKey<User>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "names", view)]
struct Name {
    #[column(primary_key)]
    id: i64,
    name: String,
}

const MISUSE: ErrorKind = ErrorKind::Misuse;
const READ_ONLY: ErrorKind = ErrorKind::ReadOnly;

fn user(name: &str) -> User {
    User::builder().name(name).build()
}

/// A database with ann, who has the id 1.
fn with_ann() -> Engine {
    let engine = database(&schema![User, Post]);
    let raw = engine.connect().unwrap();
    raw.execute("CREATE VIEW names AS SELECT id, name FROM users")
        .unwrap();
    engine.write(|s| User::create(user("ann"), s)).unwrap();
    engine
}

fn ann(s: &mut Session) -> Entity<User> {
    s.get_one(1).unwrap()
}

/// All that takes a ticket.
#[track_caller]
fn is_refused_everywhere(s: &mut Session, ticket: Entity<User>, why: &str) {
    let why = &[why, "Entity<User>"];
    fails(s.try_ref(ticket).cloned(), MISUSE, why);
    fails(s.try_mut(ticket).cloned(), MISUSE, why);
    fails(s.get_disjoint_mut([ticket]).map(|_| ()), MISUSE, why);
    fails(s.try_delete(ticket), MISUSE, why);
    fails(s.restore(ticket), MISUSE, why);
    fails(s.detach(ticket), MISUSE, why);
    fails(s.refresh(ticket), MISUSE, why);
    fails(s.is_modified(ticket), MISUSE, why);
    fails(s.changes(ticket), MISUSE, why);
    let instead = "`try_ref` and `try_mut` return an error instead";
    for sentence in [
        panics(|| s[ticket].name.clone()),
        panics(|| s[ticket].name.push('x')),
        panics(|| s.delete(ticket)),
    ] {
        assert!(
            sentence.contains(why[0]) && sentence.contains(instead),
            "{sentence}"
        );
    }
}

#[test]
fn a_ticket_of_another_session_is_refused() {
    let engine = with_ann();
    let (mut one, mut two) = (engine.session(), engine.session());
    let ticket = ann(&mut one);
    is_refused_everywhere(&mut two, ticket, "belongs to another session");
    // Also where the place is taken there.
    ann(&mut two);
    is_refused_everywhere(&mut two, ticket, "belongs to another session");
    assert_eq!(one[ticket].name, "ann");
}

#[test]
fn a_ticket_of_an_undone_add_is_refused() {
    let mut s = with_ann().session();
    let ticket = s.add(user("bob"));
    s.rollback().unwrap();
    is_refused_everywhere(&mut s, ticket, "its `add` was undone");
    let deleted = s.add(user("carol"));
    s.delete(deleted);
    is_refused_everywhere(&mut s, deleted, "its `add` was undone");
    // Also when its place has another tenant.
    let next = s.add(user("dora"));
    is_refused_everywhere(&mut s, ticket, "its `add` was undone");
    is_refused_everywhere(&mut s, deleted, "its `add` was undone");
    assert_eq!(s[next].name, "dora");
}

#[test]
fn a_detached_ticket_is_refused() {
    let mut s = with_ann().session();
    let ticket = ann(&mut s);
    s.detach(ticket).unwrap();
    is_refused_everywhere(&mut s, ticket, "it was detached");
    let again = ann(&mut s);
    assert_ne!(again, ticket);
    is_refused_everywhere(&mut s, ticket, "it was detached");
    s.clear().unwrap();
    is_refused_everywhere(&mut s, again, "it was detached");
    let third = ann(&mut s);
    is_refused_everywhere(&mut s, ticket, "it was detached");
    is_refused_everywhere(&mut s, again, "it was detached");
    assert_eq!(s[third].name, "ann");
}

#[test]
fn a_panic_by_a_dead_ticket_leaves_the_session_usable() {
    let mut s = with_ann().session();
    let alive = ann(&mut s);
    let dead = s.add(user("bob"));
    s.rollback().unwrap();
    panics(|| {
        s.transaction(|s| {
            s[alive].name = "x".into();
            s[dead].name = "y".into();
            Ok(())
        })
    });
    assert!(!s.in_transaction());
    assert_eq!(s[alive].name, "ann");
    s[alive].name = "anna".into();
    s.commit().unwrap();
}

#[test]
fn two_references_to_one_entity_are_refused() {
    let mut s = with_ann().session();
    let one = ann(&mut s);
    let two = s.add(user("bob"));
    fails(
        s.get_disjoint_mut([one, two, one]).map(|_| ()),
        MISUSE,
        &["named twice"],
    );
    let [a, b] = s.get_disjoint_mut([one, two]).unwrap();
    std::mem::swap(&mut a.name, &mut b.name);
    assert_eq!((s[one].name.as_str(), s[two].name.as_str()), ("bob", "ann"));
    assert_eq!(s.dirty::<User>(), [one]);
}

#[track_caller]
fn owns_its_transaction(s: &mut Session) {
    for what in ["begin", "commit", "rollback"] {
        let outcome = match what {
            "begin" => s.begin(),
            "commit" => s.commit(),
            _ => s.rollback(),
        };
        fails(outcome, MISUSE, &[what, "closure", "return `Ok` to commit"]);
    }
}

#[test]
fn a_closure_owns_its_transaction() {
    let engine = with_ann();
    let body = |s: &mut Session| {
        owns_its_transaction(s);
        Ok(())
    };
    engine.read(body).unwrap();
    engine.write(body).unwrap();
    let mut s = engine.session();
    s.transaction(body).unwrap();
    s.savepoint(body).unwrap();
    s.savepoint(|s| s.savepoint(body)).unwrap();
    // It is over with the closure, whichever way that ends.
    panics(|| s.savepoint(|_| -> Result<()> { panic!("out") }));
    s.rollback().unwrap();
    s.begin().unwrap();
    s.commit().unwrap();
}

#[test]
fn a_transaction_begins_once() {
    let mut s = with_ann().session();
    s.begin().unwrap();
    fails(s.begin(), MISUSE, &["open already", "savepoint"]);
    s.rollback().unwrap();
    s.add(user("bob"));
    s.flush().unwrap();
    fails(s.begin(), MISUSE, &["open already"]);
    s.commit().unwrap();
    s.rollback().unwrap();
    s.commit().unwrap();
}

#[test]
fn a_write_in_a_write_on_one_thread_is_refused_at_once() {
    let engine = with_ann();
    let outcome = engine.write(|s| {
        s.add(user("bob"));
        s.flush()?;
        fails(engine.write(|_| Ok(())), MISUSE, &["misuse.rs"]);
        let mut other = engine.session();
        other.add(user("carol"));
        fails(other.flush(), MISUSE, &["misuse.rs"]);
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(committed(&engine, "SELECT count(*) FROM users"), 2);
}

#[test]
fn clear_refuses_to_lose_unsaved_work() {
    let mut s = with_ann().session();
    let ann = ann(&mut s);
    let advice = &["`clear`", "users", "flush, roll back"];
    s[ann].name = "x".into();
    fails(s.clear(), MISUSE, advice);
    s[ann].name = "ann".into();
    s.delete(ann);
    fails(s.clear(), MISUSE, advice);
    s.restore(ann).unwrap();
    let pending = s.add(user("bob"));
    fails(s.clear(), MISUSE, advice);
    assert_eq!(
        (s[ann].name.as_str(), s[pending].name.as_str()),
        ("ann", "bob")
    );
    s.rollback().unwrap();
    s.clear().unwrap();
    assert_eq!(s.state(ann), State::Detached);
}

#[test]
fn clear_in_a_transaction_does_not_hinder_its_rollback() {
    let engine = with_ann();
    let mut s = engine.session();
    let ann = ann(&mut s);
    s[ann].name = "x".into();
    s.add(user("bob"));
    s.flush().unwrap();
    s.clear().unwrap();
    s.rollback().unwrap();
    assert_eq!(s.state(ann), State::Detached);
    assert_eq!(
        committed(&engine, "SELECT count(*) FROM users WHERE name = 'ann'"),
        1
    );
    let again = self::ann(&mut s);
    assert_eq!(s[again].name, "ann");
}

#[test]
fn a_change_in_a_read_is_refused_by_the_next_query_or_at_the_end() {
    let engine = with_ann();
    let advice = &["engine.read", "users", "engine.write"];
    let at_the_end = engine.read(|s| {
        let ann = ann(s);
        s[ann].name = "x".into();
        Ok(())
    });
    fails(at_the_end, READ_ONLY, advice);
    let by_a_query = engine.read(|s| {
        s.add(user("bob"));
        fails(User::all(s), READ_ONLY, advice);
        fails(s.get::<User>(9), READ_ONLY, advice);
        fails(s.load(Post::select()), READ_ONLY, advice);
        fails(s.flush(), READ_ONLY, advice);
        User::all(s)
    });
    fails(by_a_query, READ_ONLY, advice);
    // What is taken back, or set to the value it had, is no change.
    engine
        .read(|s| {
            let ann = ann(s);
            s[ann].name = "ann".into();
            s.delete(ann);
            s.restore(ann)?;
            let bob = s.add(user("bob"));
            s.delete(bob);
            User::all(s)
        })
        .unwrap();
}

#[test]
fn nothing_writes_in_a_read() {
    let engine = with_ann();
    let outcome: Result<()> = engine.read(|s| {
        let mut ann = User::find_one(User::id.eq(1), s)?;
        fails(
            ann.update(s, |user| user.name = "x".into()),
            READ_ONLY,
            &["engine.write"],
        );
        fails(ann.delete(s), READ_ONLY, &["engine.write"]);
        fails(User::create(user("bob"), s), READ_ONLY, &["engine.write"]);
        fails(
            user("bob").upsert(User::id, s),
            READ_ONLY,
            &["engine.write"],
        );
        fails(
            User::insert_all([user("bob")]).execute(s),
            READ_ONLY,
            &["engine.write"],
        );
        fails(
            User::select().set(User::name, "x").update(s),
            READ_ONLY,
            &["engine.write"],
        );
        fails(User::select().delete(s), READ_ONLY, &["engine.write"]);
        fails(
            sql("DELETE FROM users").execute(s),
            READ_ONLY,
            &["engine.write"],
        );
        fails(
            sql("DELETE FROM users RETURNING id").scalar::<i64>(s),
            READ_ONLY,
            &[],
        );
        fails(s.savepoint(|_| Ok(())), READ_ONLY, &["engine.write"]);
        assert_eq!(User::all(s)?, [ann]);
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(
        committed(&engine, "SELECT count(*) FROM users WHERE name = 'ann'"),
        1
    );
}

#[test]
fn a_view_is_not_written() {
    let mut s = with_ann().session();
    let name = s.get_one::<Name>(1).unwrap();
    assert_eq!(s[name].name, "ann");
    let view = &["names", "view"];
    s[name].name = "x".into();
    fails(s.flush(), READ_ONLY, view);
    s.rollback().unwrap();
    assert_eq!(s[name].name, "ann");
    s.delete(name);
    fails(s.flush(), READ_ONLY, view);
    s.restore(name).unwrap();
    fails(Name::select().delete(&mut s), READ_ONLY, view);
    fails(
        Name::select().set(Name::name, "x").update(&mut s),
        READ_ONLY,
        view,
    );
    fails(
        Name {
            id: 2,
            name: "x".into(),
        }
        .insert(&mut s),
        READ_ONLY,
        view,
    );
}

#[test]
fn a_reference_to_an_undone_add_names_both_tables() {
    let mut s = with_ann().session();
    let bob = s.add(user("bob"));
    let post = Post::builder().title("t").author(bob).build();
    s.rollback().unwrap();
    let ticket = s.add(post.clone());
    fails(
        s.flush(),
        MISUSE,
        &["posts.author_id", "users", "`add` was undone"],
    );
    fails(Post::filter(Post::author.eq(bob)).all(&mut s), MISUSE, &[]);
    // Another author mends it.
    s[ticket].author = ForeignKey::new(1);
    s.commit().unwrap();
    let detached = ann(&mut s);
    let other = with_ann();
    let mut other = other.session();
    let foreign = ann(&mut other);
    s.detach(detached).unwrap();
    let bob = s.add(user("bob"));
    s[ticket].author = bob.into();
    s.delete(bob);
    fails(s.commit(), MISUSE, &["posts.author_id", "users"]);
    s[ticket].author = foreign.into();
    fails(s.commit(), MISUSE, &["posts.author_id", "another session"]);
    s.rollback().unwrap();
    assert_eq!(s[ticket].author, ForeignKey::new(1));
    fails(Post::create(post, &mut s), MISUSE, &["users"]);
}

#[test]
fn a_pending_reference_is_no_key() {
    let mut s = with_ann().session();
    let bob = s.add(user("bob"));
    let author = Post::builder().title("t").author(bob).build().author;
    let (outcome, statements) = count(&mut s, |s| Ok(s.get::<User>(author)));
    fails(outcome, MISUSE, &["flush"]);
    assert_eq!(statements, 0);
    assert_eq!(s.state(bob), State::Pending);
}

#[test]
fn tracking_needs_a_key_that_is_not_watched() {
    let mut s = with_ann().session();
    fails(s.track(user("bob")), MISUSE, &["User", "`add`"]);
    let ann = ann(&mut s);
    fails(
        s.track(s[ann].clone()),
        MISUSE,
        &["users", "key 1", "`merge`"],
    );
    let value = s.detach(ann).unwrap();
    s.track(value).unwrap();
}

#[test]
fn a_row_marked_for_deletion_is_not_detached_and_not_merged_into() {
    let mut s = with_ann().session();
    let ann = ann(&mut s);
    let value = s[ann].clone();
    s.delete(ann);
    fails(s.detach(ann), MISUSE, &["`detach`", "marked for deletion"]);
    fails(s.merge(value), MISUSE, &["users", "key 1", "`restore`"]);
    assert_eq!(s.deleted::<User>(), [ann]);
    s.restore(ann).unwrap();
    s.detach(ann).unwrap();
}

#[test]
fn what_has_no_row_cannot_be_refreshed_or_restored() {
    let mut s = with_ann().session();
    let pending = s.add(user("bob"));
    fails(s.refresh(pending), MISUSE, &["no row", "pending"]);
    fails(s.restore(pending), MISUSE, &["`restore`", "pending"]);
    let ann = ann(&mut s);
    s.delete(ann);
    s.flush().unwrap();
    fails(s.refresh(ann), MISUSE, &["no row", "deleted"]);
    fails(s.restore(ann), MISUSE, &["`restore`", "deleted"]);
    // A second delete is no error.
    s.delete(ann);
    s.commit().unwrap();
}

#[test]
fn a_struct_without_a_key_does_not_take_the_place_of_a_row_s() {
    let engine = with_ann();
    let mut s = engine.session();
    let ann = ann(&mut s);
    s[ann] = user("anna");
    fails(s.flush(), MISUSE, &["users", "id=1", "lose its key"]);
    let mut value = User::get(1, &mut engine.session()).unwrap().unwrap();
    let lost = s.no_autoflush(|s| value.update(s, |ann| ann.id = 0));
    fails(lost, MISUSE, &["users", "id=1"]);
    s[ann].id = 1;
    s.commit().unwrap();
    assert_eq!(s[ann].name, "anna");
}
