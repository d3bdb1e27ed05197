//! Keys that change: what refers to them, what is found by them, and what a rollback makes of it.

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result, State};

use crate::database::{committed, database, elsewhere, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    name: String,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "addresses")]
struct Address {
    #[column(primary_key)]
    email: String,
    #[column(on_update = Cascade)]
    user: Option<ForeignKey<User>>,
    n: i64,
}

/// Its key is a reference.
#[derive(Debug, Clone, PartialEq, Model)]
struct Profile {
    #[column(primary_key, on_update = Cascade, on_delete = Cascade)]
    user: ForeignKey<User>,
    bio: String,
}

/// It refers to what a reference is the key of.
#[derive(Debug, Clone, PartialEq, Model)]
struct Badge {
    #[column(primary_key)]
    id: i64,
    #[column(on_update = Cascade)]
    profile: ForeignKey<Profile>,
    n: i64,
    #[column(generated = "profile_id || n")]
    text: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(primary_key(user, no))]
struct Line {
    #[column(on_update = Cascade)]
    user: ForeignKey<User>,
    no: i64,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Mention {
    #[column(primary_key)]
    id: i64,
    #[column(on_update = SetNull)]
    user: Option<ForeignKey<User>>,
    /// Not followed by the database.
    other: Option<ForeignKey<User>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Node {
    #[column(primary_key)]
    name: String,
    #[column(on_update = Cascade)]
    parent: Option<ForeignKey<Node>>,
}

fn engine() -> Engine {
    database(&schema![User, Address, Profile, Badge, Line, Mention, Node])
}

fn user(name: &str) -> User {
    User {
        name: name.into(),
        n: 0,
    }
}

fn of(name: &str) -> ForeignKey<User> {
    ForeignKey::new(name.into())
}

struct World {
    engine: Engine,
    s: Session,
    users: Vec<Entity<User>>,
    addresses: Vec<Entity<Address>>,
    profiles: Vec<Entity<Profile>>,
    badges: Vec<Entity<Badge>>,
    lines: Vec<Entity<Line>>,
}

impl World {
    /// Users with one of each that refers to them, committed.
    fn new(names: &[&str]) -> World {
        let engine = engine();
        let mut s = engine.session();
        let users: Vec<_> = names.iter().map(|name| s.add(user(name))).collect();
        let (mut addresses, mut profiles, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for (no, user) in (0..).zip(&users) {
            let email = format!("{no}@x");
            let user = ForeignKey::from(*user);
            addresses.push(s.add(Address {
                email,
                user: Some(user.clone()),
                n: 0,
            }));
            let bio = String::new();
            profiles.push(s.add(Profile {
                user: user.clone(),
                bio,
            }));
            lines.push(s.add(Line { user, no, n: 0 }));
        }
        s.commit().unwrap();
        let badges = profiles.iter().map(|profile| {
            let badge = Badge::builder().profile(*profile).n(0).build();
            s.add(badge)
        });
        let badges = badges.collect();
        s.commit().unwrap();
        World {
            engine,
            s,
            users,
            addresses,
            profiles,
            badges,
            lines,
        }
    }

    /// Memory says that the users have these names, as do what refers to them, and the database.
    fn is_named(&mut self, names: &[&str]) {
        let s = &mut self.s;
        assert!(s.dirty::<Profile>().is_empty() && s.dirty::<Line>().is_empty());
        for (place, name) in names.iter().enumerate() {
            let (profile, line) = (self.profiles[place], self.lines[place]);
            assert_eq!(s[self.users[place]].name, *name);
            assert_eq!(s[self.addresses[place]].user, Some(of(name)));
            assert_eq!(s.state(profile), State::Persistent);
            assert_eq!(s[profile].user, of(name));
            assert_eq!(s[line].user, of(name));
            let badge = self.badges[place];
            assert_eq!(s[badge].profile, ForeignKey::new(of(name)));
            assert!(s[badge].text.starts_with(name));
            // In the map, and in the database.
            let no = s[line].no;
            assert_eq!(s.get::<Profile>(*name).unwrap(), Some(profile));
            assert_eq!(s.get::<Line>((*name, no)).unwrap(), Some(line));
            let stored = Badge::get(s[badge].id, s).unwrap().unwrap();
            assert_eq!(stored, s[badge]);
            let stored = Profile::get(*name, s).unwrap().unwrap();
            assert_eq!(stored, s[profile]);
        }
    }
}

#[test]
fn what_has_a_reference_as_its_key_keeps_its_entity_when_that_changes() {
    let mut world = World::new(&["jack"]);
    let user = world.users[0];
    world.s[user].name = "ed".into();
    let ((), statements) = sent(&mut world.s, Session::flush);
    // What it generates is read again, and nothing else.
    assert_eq!(statements.len(), 2, "{statements:?}");
    world.is_named(&["ed"]);
    assert_eq!(world.s.get::<Profile>("jack").unwrap(), None);
    world.s.rollback().unwrap();
    world.is_named(&["jack"]);
    assert_eq!(world.s.get::<Profile>("ed").unwrap(), None);
}

#[test]
fn what_a_key_leads_to_is_changed_in_the_same_flush() {
    let mut world = World::new(&["jack"]);
    let s = &mut world.s;
    s[world.users[0]].name = "ed".into();
    s[world.addresses[0]].n = 1;
    s[world.profiles[0]].bio = "b".into();
    s[world.badges[0]].n = 2;
    s[world.lines[0]].n = 3;
    s.commit().unwrap();
    world.is_named(&["ed"]);
    let text = "SELECT sum(n) FROM (SELECT n FROM addresses UNION ALL SELECT n FROM badges
        UNION ALL SELECT n FROM lines)";
    assert_eq!(committed(&world.engine, text), 6);
}

#[test]
fn rows_that_are_deleted_with_a_change_of_the_key_they_refer_to_are_found() {
    let mut world = World::new(&["jack"]);
    let s = &mut world.s;
    s[world.users[0]].name = "ed".into();
    s.delete(world.badges[0]);
    s.delete(world.profiles[0]);
    s.delete(world.lines[0]);
    s.commit().unwrap();
    assert_eq!(committed(&world.engine, "SELECT count(*) FROM profiles"), 0);
    assert_eq!(committed(&world.engine, "SELECT count(*) FROM lines"), 0);
    assert_eq!(s.state(world.profiles[0]), State::Deleted);
}

#[test]
fn keys_that_rotate_are_followed_through_two_tables() {
    let mut world = World::new(&["a", "b", "c"]);
    for (user, name) in world.users.clone().into_iter().zip(["b", "c", "a"]) {
        world.s[user].name = name.into();
    }
    world.s.flush().unwrap();
    world.is_named(&["b", "c", "a"]);
    world.s.rollback().unwrap();
    world.is_named(&["a", "b", "c"]);
    // And with changes of the rows that follow.
    for (place, name) in ["c", "a", "b"].into_iter().enumerate() {
        let (user, profile) = (world.users[place], world.profiles[place]);
        world.s[user].name = name.into();
        world.s[profile].bio = name.into();
        world.s[world.lines[place]].n = 1;
    }
    world.s.commit().unwrap();
    world.is_named(&["c", "a", "b"]);
    let wrong = "SELECT count(*) FROM profiles WHERE bio <> user_id";
    assert_eq!(committed(&world.engine, wrong), 0);
}

#[test]
fn a_chain_of_references_as_keys_is_followed_also_where_nobody_watches_its_middle() {
    let mut world = World::new(&["jack"]);
    let (s, badge) = (&mut world.s, world.badges[0]);
    s.detach(world.profiles[0]).unwrap();
    s[world.users[0]].name = "ed".into();
    s[badge].n = 5;
    s.flush().unwrap();
    assert_eq!(s[badge].profile, ForeignKey::new(of("ed")));
    assert_eq!(
        (s[badge].text.as_str(), s.is_modified(badge).unwrap()),
        ("ed5", false)
    );
    s[badge].n = 6;
    s.commit().unwrap();
}

#[test]
fn a_key_changed_by_a_value_is_followed_as_by_an_entity() {
    let mut world = World::new(&["jack"]);
    let mut jack = User::get("jack", &mut world.s).unwrap().unwrap();
    jack.update(&mut world.s, |user| user.name = "ed".into())
        .unwrap();
    assert_eq!(jack.name, "ed");
    world.is_named(&["ed"]);
    world.s.rollback().unwrap();
    world.is_named(&["jack"]);
}

#[test]
fn a_reference_to_the_new_key_is_written_after_it() {
    let mut world = World::new(&["jack", "ann"]);
    let s = &mut world.s;
    let (jack, ann) = (world.users[0], world.users[1]);
    s[jack].name = "ed".into();
    // By the entity and by its key; by new rows and by old ones; away from it, and to it.
    let new = s.add(Address {
        email: "new@x".into(),
        user: Some(jack.into()),
        n: 0,
    });
    let by_key = s.add(Address {
        email: "key@x".into(),
        user: Some(of("ed")),
        n: 0,
    });
    s[world.addresses[0]].user = Some(ann.into());
    s[world.addresses[1]].user = Some(of("ed"));
    s.commit().unwrap();
    for (address, name) in [
        (new, "ed"),
        (by_key, "ed"),
        (world.addresses[0], "ann"),
        (world.addresses[1], "ed"),
    ] {
        assert_eq!(s[address].user, Some(of(name)));
        let stored = Address::get(s[address].email.clone(), s).unwrap();
        assert_eq!(stored, Some(s[address].clone()));
    }
    // Let go of, while the key changes.
    s[jack].name = "fred".into();
    s[new].user = None;
    s.commit().unwrap();
    assert_eq!(
        (s[new].user.clone(), s[by_key].user.clone()),
        (None, Some(of("fred")))
    );
}

#[test]
fn a_reference_that_the_database_sets_to_null_is_so_in_memory() {
    let mut s = engine().session();
    let jack = s.add(user("jack"));
    let mention = s.add(Mention::builder().user(jack).build());
    s.commit().unwrap();
    s[jack].name = "ed".into();
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!((statements.len(), s[mention].user.clone()), (1, None));
    s.rollback().unwrap();
    assert_eq!(s[mention].user, Some(of("jack")));
    s[jack].name = "ed".into();
    s[mention].user = Some(jack.into());
    s.commit().unwrap();
    assert_eq!(s[mention].user, Some(of("ed")));
    assert_eq!(Mention::get(1, &mut s).unwrap(), Some(s[mention].clone()));
}

#[test]
fn what_the_database_does_not_follow_lets_go_of_a_key_before_it_changes() {
    let mut s = engine().session();
    let (jack, ann) = (s.add(user("jack")), s.add(user("ann")));
    let mentions = [jack, jack].map(|user| s.add(Mention::builder().other(user).build()));
    s.commit().unwrap();
    s[jack].name = "ed".into();
    fails(s.flush(), ErrorKind::ForeignKey, &["users", "mentions"]);
    // One refers to somebody else now, one goes.
    s[mentions[0]].other = Some(ann.into());
    s.delete(mentions[1]);
    s.commit().unwrap();
    assert_eq!(s[mentions[0]].other, Some(of("ann")));
    // To the same one, by its new key.
    s[ann].name = "anna".into();
    s[mentions[0]].other = Some(ann.into());
    s.commit().unwrap();
    assert_eq!(s[mentions[0]].other, Some(of("anna")));
    assert_eq!(
        Mention::get(1, &mut s).unwrap(),
        Some(s[mentions[0]].clone())
    );
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Pledge {
    #[column(primary_key)]
    id: i64,
    /// Neither followed by the database nor ever empty.
    user: ForeignKey<User>,
}

#[test]
fn a_key_that_a_required_reference_neither_follows_nor_lets_go_of_stays() {
    let mut s = database(&schema![User, Pledge]).session();
    let ada = s.add(user("ada"));
    let pledge = s.add(Pledge::builder().user(ada).build());
    s.commit().unwrap();
    s[ada].name = "lovelace".to_owned();
    s[pledge].user = ada.into();
    let told = [
        "`pledges.user_id` → `pledges.user_id`",
        "#[column(on_update = Cascade)]",
    ];
    fails(s.flush(), ErrorKind::Misuse, &told);
    s.rollback().unwrap();
    assert_eq!((&*s[ada].name, &s[pledge].user), ("ada", &of("ada")));
}

#[test]
fn the_key_of_a_row_that_refers_to_itself_and_others_to_it_changes() {
    let mut s = engine().session();
    let node = |name: &str, parent: Option<Entity<Node>>| Node {
        name: name.into(),
        parent: parent.map(Into::into),
    };
    let root = s.add(node("root", None));
    s.flush().unwrap();
    s[root].parent = Some(root.into());
    let children = ["a", "b"].map(|name| s.add(node(name, Some(root))));
    s.commit().unwrap();
    s[root].name = "top".into();
    s[children[0]].name = "aa".into();
    s.commit().unwrap();
    for child in [root, children[0], children[1]] {
        assert_eq!(s[child].parent, Some(ForeignKey::new("top".into())));
        let stored = Node::get(s[child].name.clone(), &mut s).unwrap();
        assert_eq!(stored, Some(s[child].clone()));
    }
}

#[test]
fn a_key_given_up_in_a_savepoint_is_found_again() {
    let mut world = World::new(&["a", "b"]);
    let (a, b) = (world.users[0], world.users[1]);
    let gone = world.s.savepoint(|s| {
        s[b].name = "z".into();
        s.flush()?;
        s[a].name = "b".into();
        s.flush()?;
        assert_eq!(s.get::<User>("b")?, Some(a));
        Err::<(), _>(Error::other("given up"))
    });
    assert!(gone.is_err());
    world.is_named(&["a", "b"]);
    let swap = |s: &mut Session| -> Result<()> {
        (s[a].name, s[b].name) = ("b".into(), "a".into());
        Ok(())
    };
    world.s.savepoint(swap).unwrap();
    world.is_named(&["b", "a"]);
    world.s.rollback().unwrap();
    world.is_named(&["a", "b"]);
}

#[test]
fn a_row_of_others_under_the_old_key_is_another_entity() {
    let engine = engine();
    let mut s = engine.session();
    let jack = s.add(user("jack"));
    s.commit().unwrap();
    s[jack].name = "ed".into();
    s.flush().unwrap();
    sql("INSERT INTO users VALUES ('jack', 7)")
        .execute(&mut s)
        .unwrap();
    let other = s.get_one::<User>("jack").unwrap();
    assert_ne!(other, jack);
    s.rollback().unwrap();
    assert_eq!(s.get::<User>("jack").unwrap(), Some(jack));
    assert_eq!((s.state(other), s[jack].n), (State::Transient, 0));
}

#[test]
fn a_key_that_is_taken_is_refused_and_nothing_has_happened() {
    let mut world = World::new(&["a", "b"]);
    elsewhere(&world.engine, "INSERT INTO users VALUES ('c', 0)");
    let (s, b) = (&mut world.s, world.users[1]);
    s[world.users[0]].name = "d".into();
    s[b].name = "c".into();
    fails(s.flush(), ErrorKind::Unique, &["users", "name"]);
    assert_eq!(s[world.profiles[0]].user, of("a"));
    s[b].name = "e".into();
    s.commit().unwrap();
    world.is_named(&["d", "e"]);
}

#[test]
fn references_that_are_keys_exchange_their_rows_and_move_on() {
    let mut world = World::new(&["a", "b"]);
    let s = &mut world.s;
    let (users, profiles) = (world.users.clone(), world.profiles.clone());
    s[profiles[0]].user = users[1].into();
    s[profiles[1]].user = users[0].into();
    s.commit().unwrap();
    // The rows they are of exchange their names, and one of them changes.
    (s[users[0]].name, s[users[1]].name) = ("b".into(), "a".into());
    s[profiles[0]].bio = "changed".into();
    s.commit().unwrap();
    // One goes to a new user, whose name another one had.
    let new = s.add(user("a"));
    s[users[1]].name = "c".into();
    s.delete(world.badges[0]);
    s[profiles[0]].user = new.into();
    s.commit().unwrap();
    let expected = [(profiles[0], "a"), (profiles[1], "b")];
    for (profile, name) in expected {
        assert_eq!(s[profile].user, of(name));
        assert_eq!(s.get::<Profile>(name).unwrap(), Some(profile));
        let stored = Profile::get(name, s).unwrap();
        assert_eq!(stored, Some(s[profile].clone()));
    }
    assert_eq!(s[world.badges[1]].profile, ForeignKey::new(of("b")));
    let dangling = "SELECT count(*) FROM pragma_foreign_key_check";
    assert_eq!(committed(&world.engine, dangling), 0);
}

#[test]
fn a_change_of_a_key_that_is_given_up_is_not_written() {
    let mut s = engine().session();
    let users = ["a", "b", "c", "d"].map(|name| s.add(user(name)));
    s.commit().unwrap();
    for (user, name) in users.into_iter().zip(["w", "x", "y", "b"]) {
        s[user].name = name.into();
    }
    s.delete(users[0]);
    s.refresh(users[1]).unwrap();
    s[users[1]].name = "d".into();
    assert_eq!(s.detach(users[2]).unwrap().name, "y");
    s.commit().unwrap();
    assert_eq!(s.get::<User>("a").unwrap(), None);
    assert_eq!(s.get::<User>("d").unwrap(), Some(users[1]));
    assert_eq!(s.get::<User>("b").unwrap(), Some(users[3]));
    let again = s.get_one::<User>("c").unwrap();
    assert_ne!(again, users[2]);
}

#[test]
fn a_statement_that_changes_a_key_is_followed_through_unwatched_keys() {
    let mut world = World::new(&["a"]);
    let (s, badge) = (&mut world.s, world.badges[0]);
    s.detach(world.profiles[0]).unwrap();
    let rename = User::filter(User::name.eq("a")).set(User::name, "z");
    rename.update(s).unwrap();
    assert_eq!(s[badge].profile, ForeignKey::new(of("z")));
    assert_eq!(s[badge].text, "z0");
    s.rollback().unwrap();
    assert_eq!(s[badge].profile, ForeignKey::new(of("a")));
}
