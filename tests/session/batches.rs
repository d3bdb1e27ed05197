//! Many new rows go into few statements, and nothing else changes by that.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

#[derive(Debug, Clone, PartialEq, Model)]
struct Track {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    title: String,
    next: Option<ForeignKey<Track>>,
    #[column(version)]
    version: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Play {
    #[column(primary_key)]
    id: i64,
    track: ForeignKey<Track>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Ticket {
    #[column(primary_key, autoincrement)]
    id: i64,
    seat: i64,
}

fn engine() -> Engine {
    let engine = crocus::testing::engine().unwrap();
    let schema = schema![Track, Play, Ticket];
    engine.create_all(&schema).unwrap();
    engine
}

fn track(number: usize) -> Track {
    Track {
        id: 0,
        title: format!("Track {number}"),
        next: None,
        version: 0,
    }
}

/// Every entity has the key under which the database has its row.
fn assert_same_rows(s: &mut Session, tracks: &[Entity<Track>]) {
    for entity in tracks {
        let found = sql("SELECT title FROM tracks WHERE id = :id")
            .bind("id", s[*entity].id)
            .scalar::<String>(s)
            .unwrap();
        assert_eq!(found, s[*entity].title);
        assert_eq!(s[*entity].version, 1);
        assert_eq!(s.get::<Track>(s[*entity].id).unwrap(), Some(*entity));
    }
}

#[test]
fn many_new_rows_take_few_statements() {
    let engine = engine();
    let mut s = engine.session();
    s.begin().unwrap();
    let tracks = s.add_all((0..200).map(track));
    let (flushed, statements) = crocus::testing::statements(&engine, || s.flush());
    flushed.unwrap();
    let inserts = statements
        .iter()
        .filter(|text| text.starts_with("INSERT"))
        .count();
    // One, three times 64, and seven.
    assert_eq!(inserts, 1 + 3 + 7, "{statements:#?}");
    assert_same_rows(&mut s, &tracks);
}

#[test]
fn a_refused_row_among_many_is_named_and_nothing_is_written() {
    let engine = engine();
    let mut s = engine.session();
    s.add(track(150));
    s.commit().unwrap();
    let tracks = s.add_all((0..200).map(track));
    let error = s.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unique);
    let message = error.to_string();
    assert!(message.contains("title=\"Track 150\""), "{message}");
    assert!(tracks.iter().all(|e| s.state(*e) == State::Pending));
    assert!(tracks.iter().all(|e| s[*e].id == 0 && s[*e].version == 0));
    let rows = s.no_autoflush(|s| Track::select().count(s)).unwrap();
    assert_eq!(rows, 1);

    s[tracks[150]].title = "Another".to_owned();
    s.commit().unwrap();
    assert_same_rows(&mut s, &tracks);
}

#[test]
fn keys_are_right_where_a_trigger_inserts_into_the_same_table() {
    let engine = engine();
    let mut s = engine.session();
    sql(
        "CREATE TRIGGER encore AFTER INSERT ON tracks WHEN new.title LIKE '%7' BEGIN
           INSERT INTO tracks (title, version) VALUES (new.title || ' (encore)', 1); END",
    )
    .execute(&mut s)
    .unwrap();
    let tracks = s.add_all((0..300).map(track));
    s.commit().unwrap();
    assert_same_rows(&mut s, &tracks);
    assert_eq!(Track::select().count(&mut s).unwrap(), 330);
}

#[test]
fn children_and_successors_of_many_new_rows_get_their_keys() {
    let engine = engine();
    let mut s = engine.session();
    let mut tracks = Vec::new();
    let mut plays = Vec::new();
    for number in 0..300 {
        let next = tracks.last().filter(|_| number % 3 == 0).copied();
        let entity = s.add(Track {
            next: next.map(ForeignKey::from),
            ..track(number)
        });
        plays.push(s.add(Play {
            id: 0,
            track: entity.into(),
        }));
        tracks.push(entity);
    }
    s.commit().unwrap();
    assert_same_rows(&mut s, &tracks);
    for (number, (play, entity)) in plays.iter().zip(&tracks).enumerate() {
        assert_eq!(s[*play].track.key(), Some(&s[*entity].id));
        let next = s[*entity].next.as_ref().and_then(|next| next.key());
        let expected = (number % 3 == 0 && number > 0).then(|| s[tracks[number - 1]].id);
        assert_eq!(next.copied(), expected);
    }
}

#[test]
fn keys_are_right_where_no_key_is_used_twice() {
    let engine = engine();
    let mut s = engine.session();
    let first = s.add_all((0..100).map(|seat| Ticket { id: 0, seat }));
    s.commit().unwrap();
    for entity in &first[50..] {
        s.delete(*entity);
    }
    s.commit().unwrap();
    let second = s.add_all((0..100).map(|seat| Ticket { id: 0, seat }));
    s.commit().unwrap();
    for (seat, entity) in (0..).zip(&second) {
        assert_eq!(s[*entity].id, 101 + seat);
        assert_eq!(s[*entity].seat, seat);
    }
}

#[test]
fn keys_at_the_end_of_their_range_are_right() {
    let engine = engine();
    let mut s = engine.session();
    let last = s.add(Track {
        id: i64::MAX - 20,
        ..track(1000)
    });
    s.commit().unwrap();
    // Twenty keys follow; after them SQLite looks for free ones at random.
    let tracks = s.add_all((0..200).map(track));
    s.commit().unwrap();
    assert_same_rows(&mut s, &tracks);
    assert_eq!(s[last].title, "Track 1000");
}
