//! Errors: their kinds, the constraint with table, columns and fields, the statement.

use crocus::prelude::*;
use crocus::{ConstraintKind as Kind, Error, ErrorKind, schema};

use crate::database::{database, fails, names};

#[derive(Debug, Clone, Model)]
struct Team {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Debug, Clone, Model)]
#[model(unique(team, nick), unique(first, last, name = "uq_full_name"))]
#[model(check = "age < 200", check(name = "grown", expr = "age >= 18"))]
struct Member {
    #[column(primary_key)]
    id: i64,
    #[column(name = "e_mail", unique)]
    email: String,
    #[column(default = "n")]
    nick: String,
    #[column(default = "f")]
    first: String,
    last: Option<String>,
    #[column(default = 20)]
    age: i64,
    #[column(check = "points >= 0", default = 0)]
    points: i64,
    #[column(on_delete = Restrict)]
    team: Option<ForeignKey<Team>>,
}

#[derive(Debug, Clone, Model)]
#[model(primary_key(order, line))]
struct Line {
    order: i64,
    line: i64,
    text: String,
}

fn members() -> Engine {
    database(&schema![Team, Member, Line])
}

fn member(email: &str) -> Member {
    Member::builder().email(email).build()
}

/// The constraint of an error: its kind, table, columns and fields; the message names table and columns.
#[track_caller]
fn constraint(error: &Error, kind: Kind, table: &str, columns: &[&str], fields: &[&str]) {
    let constraint = error.constraint().unwrap();
    assert_eq!(constraint.kind(), kind, "{error}");
    assert_eq!(constraint.table(), Some(table), "{error}");
    assert_eq!(constraint.columns(), columns, "{error}");
    assert_eq!(constraint.fields(), fields, "{error}");
    names(error, &[table]);
    names(error, columns);
}

#[test]
fn unique_names_column_and_field() {
    let mut s = members().session();
    Member::create(member("a@x"), &mut s).unwrap();
    let error = fails(Member::create(member("a@x"), &mut s), ErrorKind::Unique);
    constraint(&error, Kind::Unique, "members", &["e_mail"], &["email"]);
}

#[test]
fn unique_in_a_flush_names_column_and_field_and_the_entity_stays() {
    let mut s = members().session();
    s.add(member("a@x"));
    let second = s.add(member("a@x"));
    let error = fails(s.flush(), ErrorKind::Unique);
    constraint(&error, Kind::Unique, "members", &["e_mail"], &["email"]);
    s[second].email = "b@x".into();
    s.commit().unwrap();
    assert_eq!(Member::select().count(&mut s).unwrap(), 2);
}

#[test]
fn unique_over_several_columns_names_all_of_them() {
    let mut s = members().session();
    let team = Team::create(Team::builder().name("a").build(), &mut s).unwrap();
    let of_team = |email: &str| Member {
        team: Some((&team).into()),
        ..member(email)
    };
    Member::create(of_team("a@x"), &mut s).unwrap();
    let error = fails(Member::create(of_team("b@x"), &mut s), ErrorKind::Unique);
    constraint(
        &error,
        Kind::Unique,
        "members",
        &["team_id", "nick"],
        &["team", "nick"],
    );
}

#[test]
fn a_named_unique_constraint_names_its_columns() {
    let mut s = members().session();
    let full = |email: &str, nick: &str| Member {
        last: Some("l".into()),
        nick: nick.into(),
        ..member(email)
    };
    Member::create(full("a@x", "a"), &mut s).unwrap();
    let error = fails(Member::create(full("b@x", "b"), &mut s), ErrorKind::Unique);
    constraint(
        &error,
        Kind::Unique,
        "members",
        &["first", "last"],
        &["first", "last"],
    );
}

#[test]
fn a_key_that_is_taken_is_unique() {
    let mut s = members().session();
    let team = Team::create(Team::builder().name("a").build(), &mut s).unwrap();
    let again = Team {
        name: "b".into(),
        ..team
    };
    let error = fails(Team::create(again, &mut s), ErrorKind::Unique);
    constraint(&error, Kind::PrimaryKey, "teams", &["id"], &["id"]);
}

#[test]
fn a_composite_key_that_is_taken_names_its_columns() {
    let mut s = members().session();
    let line = Line::builder().order(1).line(2).text("x").build();
    Line::create(line.clone(), &mut s).unwrap();
    let error = fails(Line::create(line, &mut s), ErrorKind::Unique);
    let columns = ["order", "line"];
    constraint(&error, Kind::PrimaryKey, "lines", &columns, &columns);
}

#[test]
fn unique_in_insert_all_inserts_none_of_the_rows() {
    let mut s = members().session();
    let rows = ["a@x", "b@x", "a@x"].map(member);
    let error = fails(Member::insert_all(rows).execute(&mut s), ErrorKind::Unique);
    constraint(&error, Kind::Unique, "members", &["e_mail"], &["email"]);
    assert_eq!(Member::select().count(&mut s).unwrap(), 0);
}

#[test]
fn unique_in_an_update_statement_names_column_and_field() {
    let mut s = members().session();
    Member::insert_all(["a@x", "b@x"].map(member))
        .execute(&mut s)
        .unwrap();
    let update = Member::filter(Member::id.gt(0)).set(Member::email, "c@x");
    let error = fails(update.update(&mut s), ErrorKind::Unique);
    constraint(&error, Kind::Unique, "members", &["e_mail"], &["email"]);
}

#[test]
fn not_null_names_column_and_field() {
    let engine = Engine::temporary().unwrap();
    let raw = engine.connect().unwrap();
    // The struct allows what the table forbids.
    raw.execute(
        "CREATE TABLE members (id INTEGER PRIMARY KEY, e_mail TEXT, nick TEXT, first TEXT,
         last TEXT NOT NULL, age INTEGER, points INTEGER, team_id INTEGER)",
    )
    .unwrap();
    let error = fails(
        Member::create(member("a@x"), &mut engine.session()),
        ErrorKind::NotNull,
    );
    constraint(&error, Kind::NotNull, "members", &["last"], &["last"]);
}

#[test]
fn check_of_a_table_gives_its_name() {
    let mut s = members().session();
    let young = Member {
        age: 17,
        ..member("a@x")
    };
    let error = fails(Member::create(young, &mut s), ErrorKind::Check);
    constraint(&error, Kind::Check, "members", &["age"], &["age"]);
    assert_eq!(error.constraint().unwrap().name(), Some("grown"));
    names(&error, &["`members` age=17", "grown"]);
}

#[test]
fn check_of_a_column_names_the_expression() {
    let mut s = members().session();
    let error = fails(
        Member::create(
            Member {
                points: -1,
                ..member("a")
            },
            &mut s,
        ),
        ErrorKind::Check,
    );
    constraint(&error, Kind::Check, "members", &["points"], &["points"]);
    let error = fails(
        Member::create(
            Member {
                age: 200,
                ..member("a")
            },
            &mut s,
        ),
        ErrorKind::Check,
    );
    names(&error, &["age < 200"]);
}

#[test]
fn a_reference_to_nothing_names_the_table() {
    let mut s = members().session();
    let lost = Member {
        team: Some(ForeignKey::new(99)),
        ..member("a@x")
    };
    let error = fails(Member::create(lost, &mut s), ErrorKind::ForeignKey);
    constraint(&error, Kind::ForeignKey, "members", &["team_id"], &["team"]);
    let constraint = error.constraint().unwrap();
    assert_eq!(constraint.parent(), Some("teams"));
    assert_eq!(constraint.key(), Some("99"));
    names(&error, &["members.team_id", "= 99", "no row of `teams`"]);
}

#[test]
fn a_reference_to_nothing_is_named_by_every_way_of_writing() {
    let mut s = members().session();
    let mut kept = Member::create(member("kept@x"), &mut s).unwrap();
    let lost = |email: &str, team: i64| Member {
        team: Some(ForeignKey::new(team)),
        ..member(email)
    };
    let update = Member::filter(Member::id.eq(kept.id)).set(Member::team, ForeignKey::new(98));
    let mut errors = vec![
        kept.update(&mut s, |row| row.team = Some(ForeignKey::new(98)))
            .unwrap_err(),
        Member::insert_all([member("b@x"), lost("c@x", 98)])
            .execute(&mut s)
            .unwrap_err(),
        update.update(&mut s).unwrap_err(),
        update.returning(Member::id).all(&mut s).unwrap_err(),
    ];
    s.add(lost("d@x", 98));
    errors.push(s.flush().unwrap_err());
    for error in errors {
        constraint(&error, Kind::ForeignKey, "members", &["team_id"], &["team"]);
        let constraint = error.constraint().unwrap();
        assert_eq!(
            (constraint.parent(), constraint.key()),
            (Some("teams"), Some("98"))
        );
    }
    // What was tried to find out left nothing behind.
    s.rollback().unwrap();
    assert_eq!(Member::select().count(&mut s).unwrap(), 0);
}

#[test]
fn a_composite_reference_in_sql_by_hand_is_named() {
    let engine = Engine::memory().unwrap();
    let mut s = engine.session();
    for statement in [
        "CREATE TABLE parent (a, b, PRIMARY KEY (a, b))",
        "CREATE TABLE child (x, y, FOREIGN KEY (x, y) REFERENCES parent)",
    ] {
        sql(statement).execute(&mut s).unwrap();
    }
    let insert = sql("INSERT INTO child VALUES (:x, :y)")
        .bind("x", 1)
        .bind("y", "o'k");
    let error = fails(insert.execute(&mut s), ErrorKind::ForeignKey);
    constraint(&error, Kind::ForeignKey, "child", &["x", "y"], &[]);
    assert_eq!(error.constraint().unwrap().key(), Some("1, 'o''k'"));
    let null = sql("INSERT INTO child VALUES (:x, NULL)").bind("x", 1);
    assert_eq!(null.execute(&mut s).unwrap(), 1);
}

#[test]
fn a_key_that_others_refer_to_cannot_be_changed() {
    let engine = Engine::memory().unwrap();
    let mut s = engine.session();
    for statement in [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (p REFERENCES parent)",
        "INSERT INTO parent VALUES (1), (2)",
        "INSERT INTO child VALUES (2), (NULL)",
    ] {
        sql(statement).execute(&mut s).unwrap();
    }
    let update = sql("UPDATE parent SET id = id + :more WHERE id > 0").bind("more", 10);
    let error = fails(update.execute(&mut s), ErrorKind::ForeignKey);
    constraint(&error, Kind::ForeignKey, "child", &["p"], &[]);
    assert_eq!(error.constraint().unwrap().key(), Some("2"));
    let left: Vec<i64> = sql("SELECT id FROM parent").all(&mut s).unwrap();
    assert_eq!(left, [1, 2]);
}

#[test]
fn a_deferred_reference_is_named_by_the_commit_and_can_be_mended() {
    let engine = members();
    let mut s = engine.session();
    sql("PRAGMA defer_foreign_keys = 1")
        .execute(&mut s)
        .unwrap();
    let lost = s.add(Member {
        team: Some(ForeignKey::new(97)),
        ..member("a@x")
    });
    let error = fails(s.commit(), ErrorKind::ForeignKey);
    constraint(&error, Kind::ForeignKey, "members", &["team_id"], &["team"]);
    assert_eq!(error.constraint().unwrap().key(), Some("97"));
    s[lost].team = None;
    s.commit().unwrap();
}

#[test]
fn a_row_that_others_refer_to_cannot_be_deleted() {
    let mut s = members().session();
    let team = Team::create(Team::builder().name("a").build(), &mut s).unwrap();
    Member::create(
        Member {
            team: Some((&team).into()),
            ..member("a@x")
        },
        &mut s,
    )
    .unwrap();
    let error = fails(team.delete(&mut s), ErrorKind::ForeignKey);
    let key = team.id.to_string();
    constraint(&error, Kind::ForeignKey, "members", &["team_id"], &["team"]);
    assert_eq!(error.constraint().unwrap().parent(), Some("teams"));
    assert_eq!(error.constraint().unwrap().key(), Some(key.as_str()));
    names(&error, &["teams", "members.team_id", "still refers"]);
    assert!(Team::get(team.id, &mut s).unwrap().is_some());
    let error = fails(
        Team::filter(Team::name.eq("a")).delete(&mut s),
        ErrorKind::ForeignKey,
    );
    constraint(&error, Kind::ForeignKey, "members", &["team_id"], &["team"]);
}

#[test]
fn one_tells_none_from_many() {
    let mut s = members().session();
    Member::insert_all(["a@x", "b@x"].map(member))
        .execute(&mut s)
        .unwrap();
    let none = Member::filter(Member::age.gt(100));
    names(&fails(none.one(&mut s), ErrorKind::NotFound), &["members"]);
    names(
        &fails(none.tracked().one(&mut s), ErrorKind::NotFound),
        &["members"],
    );
    assert!(none.one_or_none(&mut s).unwrap().is_none());
    let many = Member::select();
    names(
        &fails(many.one(&mut s), ErrorKind::MultipleFound),
        &["members"],
    );
    names(
        &fails(many.one_or_none(&mut s), ErrorKind::MultipleFound),
        &["members"],
    );
    names(
        &fails(many.tracked().one(&mut s), ErrorKind::MultipleFound),
        &["members"],
    );
    fails(
        Member::find_one(Member::id.gt(0), &mut s),
        ErrorKind::MultipleFound,
    );
}

#[test]
fn a_missing_key_is_named() {
    let mut s = members().session();
    names(
        &fails(s.get_one::<Team>(77), ErrorKind::NotFound),
        &["teams", "77"],
    );
}

#[test]
fn an_error_carries_its_statement() {
    let mut s = members().session();
    Member::create(member("a@x"), &mut s).unwrap();
    let error = fails(Member::create(member("a@x"), &mut s), ErrorKind::Unique);
    let statement = error.statement().unwrap();
    assert!(
        statement.starts_with(r#"INSERT INTO "members""#),
        "{statement}"
    );
    let error = fails(
        sql("SELECT * FROM nowhere").execute(&mut s),
        ErrorKind::Schema,
    );
    assert_eq!(error.statement(), Some("SELECT * FROM nowhere"));
}

#[test]
fn a_long_statement_is_shortened() {
    let mut s = members().session();
    let text = format!(
        "SELECT * FROM nowhere /* {} */",
        "a long comment ".repeat(10_000)
    );
    let error = fails(sql(text).execute(&mut s), ErrorKind::Schema);
    assert!(error.statement().unwrap().len() < 10_000);
    assert!(error.to_string().len() < 10_000);
}

#[test]
fn a_missing_table_or_column_is_schema() {
    let engine = Engine::temporary().unwrap();
    let mut s = engine.session();
    names(&fails(Team::all(&mut s), ErrorKind::Schema), &["teams"]);
    let raw = engine.connect().unwrap();
    raw.execute("CREATE TABLE teams (id INTEGER PRIMARY KEY)")
        .unwrap();
    names(&fails(Team::all(&mut s), ErrorKind::Schema), &["name"]);
}

#[test]
fn wrong_sql_is_an_error_of_sqlite_with_its_words() {
    let mut s = members().session();
    let error = fails(sql("SELEKT 1").execute(&mut s), ErrorKind::Sqlite);
    names(&error, &["SELEKT"]);
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn messages_are_lower_case_without_a_full_stop() {
    let mut s = members().session();
    Member::create(member("a@x"), &mut s).unwrap();
    let errors = [
        fails(Member::create(member("a@x"), &mut s), ErrorKind::Unique),
        fails(
            Member::create(
                Member {
                    age: 3,
                    ..member("b")
                },
                &mut s,
            ),
            ErrorKind::Check,
        ),
        fails(s.get_one::<Team>(77), ErrorKind::NotFound),
        fails(
            Member::filter(Member::age.gt(100)).one(&mut s),
            ErrorKind::NotFound,
        ),
        fails(sql("SELECT :a").scalar::<i64>(&mut s), ErrorKind::Misuse),
    ];
    for error in errors {
        let message = error.to_string();
        assert!(!message.ends_with('.'), "{message}");
        assert!(!message.starts_with(char::is_uppercase), "{message}");
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn constraint_errors_are_not_worth_a_retry() {
    let mut s = members().session();
    Member::create(member("a@x"), &mut s).unwrap();
    let error = fails(Member::create(member("a@x"), &mut s), ErrorKind::Unique);
    assert!(!error.is_retryable());
}

#[test]
fn errors_can_be_boxed_and_sent() {
    fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Engine::memory()?.session().get_one::<Team>(1)?;
        Ok(())
    }
    assert!(boxed().unwrap_err().downcast_ref::<Error>().is_some());
}

#[test]
fn an_unknown_column_is_no_string_literal() {
    let engine = Engine::memory().unwrap();
    let error = engine
        .connect()
        .unwrap()
        .execute("SELECT \"nope\"")
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(
        error.to_string(),
        "no such column: \"nope\": the table differs from the model, which \
         `engine.create_all(&schema![..])` reports; in raw SQL, texts stand in single quotes"
    );
}
