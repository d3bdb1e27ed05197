//! The answers of SQLAlchemy, recorded in `filters.json`, and those of the same questions asked here.

mod condition;
mod model;
mod relation;
mod rows;
mod table;

use crocus::prelude::*;
use serde_json::Value;

use crate::rows::Question;

/// What typed queries do not say: CTEs, windows, set operations, a query in FROM.
const NOT_TYPED: [&str; 7] = [
    "from_subquery",
    "cte",
    "cte_recursive_series",
    "window_running_sum",
    "window_frame",
    "union",
    "intersect",
];

fn questions() -> impl Iterator<Item = &'static (&'static str, Question)> {
    let themes = [
        table::CASES,
        condition::LOGIC,
        condition::MEMBERSHIP,
        condition::PATTERNS,
        condition::FUNCTIONS,
        relation::SUBQUERIES,
        relation::LISTS,
        relation::JOINS,
        relation::GROUPS,
    ];
    themes.into_iter().flatten()
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("filters.json")).unwrap()
}

fn data_set() -> Engine {
    let engine = Engine::temporary().unwrap();
    engine
        .connect()
        .unwrap()
        .execute(include_str!("data.sql"))
        .unwrap();
    engine
}

/// The rows, in an order of their own where the query promises none.
fn comparable(rows: &[Value], ordered: bool) -> Vec<String> {
    let mut rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    if !ordered {
        rows.sort();
    }
    rows
}

#[test]
fn typed_queries_answer_as_sqlalchemy_does() {
    let engine = data_set();
    let mut session = engine.session();
    let mut wrong = Vec::new();
    let mut right = 0;
    for case in cases() {
        let name = case["name"].as_str().unwrap();
        let Some((_, question)) = questions().find(|(known, _)| *known == name) else {
            continue;
        };
        let ordered = case["ordered"].as_bool().unwrap();
        let expected = comparable(case["rows"].as_array().unwrap(), ordered);
        match question(&mut session).map(|rows| comparable(&rows, ordered)) {
            Ok(rows) if rows == expected => right += 1,
            Ok(rows) => wrong.push(format!("{name}: expected {expected:?}, found {rows:?}")),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    println!(
        "{right} questions answered alike; {} not typed: {NOT_TYPED:?}",
        NOT_TYPED.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(right, 78);
}

#[test]
fn every_recorded_case_is_asked_or_known_not_to_be_typed() {
    let cases = cases();
    let names: Vec<&str> = cases
        .iter()
        .map(|case| case["name"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 85);
    for name in &names {
        let asked = questions().filter(|(known, _)| known == name).count();
        let listed = usize::from(NOT_TYPED.contains(name));
        assert_eq!(asked + listed, 1, "{name}");
    }
    for (asked, _) in questions() {
        assert!(names.contains(asked), "{asked} is not in filters.json");
    }
}
