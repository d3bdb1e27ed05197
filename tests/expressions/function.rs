//! Functions, aggregates, CASE, and SQL by hand.

use crocus::expr::{Grouped, Table, UsedIn};
use crocus::prelude::*;
use crocus::{ColumnType, Expr, case, count_all, func};

use crate::model::{Post, User, session, users};

type Read<U, T, I> = <U as UsedIn<Grouped<Table<User>>, I>>::Read<T>;

/// The value of an expression for bob.
fn bob<U, T: ColumnType, I>(expression: Expr<U, T>, s: &mut Session) -> Read<U, T, I>
where
    U: UsedIn<Grouped<Table<User>>, I>,
{
    User::filter(User::id.eq(2))
        .columns(expression)
        .one(s)
        .unwrap()
}

#[test]
fn functions_of_text() {
    let s = &mut session();
    assert_eq!(bob(User::name.upper(), s), "BOB");
    assert_eq!(bob(User::bio.upper(), s), Some("X".to_owned()));
    assert_eq!(bob(User::name.lower(), s), "bob");
    assert_eq!(bob(User::name.length(), s), 3);
    assert_eq!(bob(User::bio.length(), s), Some(1));
    assert_eq!(bob(User::name.concat("!").trim(), s), "bob!");
    assert_eq!(bob(User::name.concat(User::name), s), "bobbob");
    assert_eq!(
        bob(User::name.concat(User::bio), s),
        Some("bobx".to_owned())
    );
    assert_eq!(bob(User::name.replace("o", "0"), s), "b0b");
    assert_eq!(bob(User::name.substr(1, 2), s), "bo");
    assert_eq!(bob(User::name.instr("b"), s), 1);
    assert_eq!(bob(User::name.hex(), s), "626F62");
    users! { s;
        User::name.upper().eq("ANN") => [1];
        User::name.collate("NOCASE").eq("BOB") => [2];
        User::bio.coalesce("none").eq("none") => [1, 3];
    }
}

#[test]
fn functions_of_numbers() {
    let s = &mut session();
    assert_eq!(bob((User::age - 20).abs(), s), 2);
    assert_eq!(bob((User::height * 1.11).round(1), s), Some(1.7));
    assert_eq!(bob(User::height.coalesce(0.0), s), 1.5);
    assert_eq!(bob(User::rank.coalesce(User::age), s), 1);
    assert_eq!(bob(User::rank.nullif(1), s), None);
    assert_eq!(bob(User::age.cast::<f64>(), s), 18.0);
    assert_eq!(bob(User::age.cast::<String>().concat("y"), s), "18y");
    assert_eq!(bob(User::rank.cast::<String>(), s), Some("1".to_owned()));
}

#[test]
fn functions_of_times_and_json() {
    let s = &mut session();
    let day = func::<String>("date").arg("2024-02-29 12:00:00");
    assert_eq!(bob(day.clone().date(), s), Some("2024-02-29".to_owned()));
    assert_eq!(bob(day.clone().time(), s), Some("00:00:00".to_owned()));
    assert_eq!(bob(day.strftime("%Y-%m"), s), Some("2024-02".to_owned()));
    let json = func::<String>("json_object").arg("a").arg(User::age);
    assert_eq!(bob(json.json_extract::<i64>("$.a"), s), Some(18));
}

#[test]
fn any_function_is_called_by_its_name() {
    let s = &mut session();
    assert_eq!(bob(func::<i64>("unicode").arg(User::name), s), 98);
    assert_eq!(
        bob(
            func::<String>("printf").arg("%s-%d").arg(User::name).arg(7),
            s
        ),
        "bob-7"
    );
    users! { s;
        func::<i64>("unicode").arg(User::name).gt(98) => [3, 4];
    }
}

#[test]
fn aggregates_read_as_options_and_counts_do_not() {
    let s = &mut session();
    type Row = (
        i64,
        i64,
        i64,
        Option<i64>,
        Option<f64>,
        Option<i32>,
        Option<i32>,
        Option<String>,
    );
    let row: Row = User::select()
        .columns((
            count_all(),
            User::rank.count(),
            User::active.count_distinct(),
            User::age.sum(),
            User::rank.avg(),
            User::age.min(),
            User::rank.max(),
            User::bio.group_concat("|"),
        ))
        .one(s)
        .unwrap();
    let expected = (
        4,
        3,
        2,
        Some(107),
        Some(46.0 / 3.0),
        Some(17),
        Some(42),
        Some("x|Xy_%".to_owned()),
    );
    assert_eq!(row, expected);
    let none = User::filter(User::id.eq(0))
        .columns((User::age.sum(), User::id.count()))
        .one(s)
        .unwrap();
    assert_eq!(none, (None, 0));
    let sums = User::select().columns((User::age.sum() + User::rank.sum(), (User::age * 2).sum()));
    assert_eq!(sums.one(s).unwrap(), (Some(153), Some(214)));
}

#[test]
fn case_answers_with_the_first_arm_that_holds() {
    let s = &mut session();
    let class = case()
        .when(User::age.lt(18), "minor")
        .when(User::rank.gt(2), "chief")
        .otherwise("adult");
    let classes: Vec<String> = User::select()
        .order_by(User::id.asc())
        .columns(class.clone())
        .all(s)
        .unwrap();
    assert_eq!(classes, ["minor", "adult", "chief", "chief"]);
    users! { s;
        class.eq("chief") => [3, 4];
        case().when(User::active, User::age).otherwise(0).gt(20) => [4];
    }
    let half: Vec<Option<String>> = User::select()
        .columns(case().when(User::age.lt(18), User::name).end())
        .all(s)
        .unwrap();
    assert_eq!(half, [Some("ann".to_owned()), None, None, None]);
    let grown = case()
        .when(User::active & User::age.ge(18), 1)
        .otherwise(0)
        .sum();
    assert_eq!(User::select().columns(grown).one(s).unwrap(), Some(2_i64));
}

#[test]
fn sql_by_hand_is_a_condition_and_an_expression() {
    let s = &mut session();
    users! { s;
        sql("age > :a").bind("a", 21) => [3, 4];
        User::active & sql("age > :a OR age = :b").bind("a", 21).bind(":b", 17) => [1, 4];
        sql("length(name) = 3").typed::<bool>() & User::id.eq(1) => [1];
        !sql("age > 21").typed::<bool>() => [1, 2];
        User::age.eq(sql("17 + 1").typed::<i32>()) => [2];
    }
    let doubled: Vec<i64> = User::select()
        .columns(sql("age * :n").bind("n", 2).typed::<i64>())
        .all(s)
        .unwrap();
    assert_eq!(doubled, [34, 36, 60, 84]);
}

#[test]
fn sql_by_hand_is_a_whole_statement() {
    let s = &mut session();
    let pairs = sql("SELECT name, age FROM users WHERE age > :age ORDER BY id").bind("age", 18);
    let pairs: Vec<(String, i64)> = pairs.all::<(String, i64)>(s).unwrap();
    assert_eq!(pairs, [("cyd".to_owned(), 30), ("dan".to_owned(), 42)]);
    let users = sql("SELECT * FROM users WHERE id = :id")
        .bind("id", 1)
        .models::<User>(s)
        .unwrap();
    assert_eq!(users[0].name, "ann");
    let n = sql("SELECT count(*) FROM posts").scalar::<i64>(s).unwrap();
    assert_eq!(n, Post::select().count(s).unwrap().cast_signed());
    let first = sql("SELECT id FROM users WHERE id = 0")
        .first::<i64>(s)
        .unwrap();
    assert_eq!(first, None);
    let changed = sql("UPDATE users SET age = age + :n")
        .bind("n", 1)
        .execute(s)
        .unwrap();
    assert_eq!(changed, 4);
    s.rollback().unwrap();
}
