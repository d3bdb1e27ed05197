//! What professionals expect of a session: the recorded behaviour of SQLAlchemy's, one test each.
//!
//! A comment at each test gives the number and the name of its scenario. Where Crocus promises more
//! (values kept after commit, memory restored by rollback, an atomic flush, no SQL from reading),
//! the test holds it to that.

mod identity;
mod keys;
mod merge;
mod model;
mod query;
mod statement;
mod transaction;
mod unit_of_work;

/// The scenarios that have no test, and why.
const NOT_APPLICABLE: &[(&str, &str)] = &[
    ("EV01", "there are no hooks into a flush yet"),
    ("EV03", "there are no hooks into a commit yet"),
    (
        "EX01",
        "nothing expires: values are kept, `refresh` is the one way to read a row again",
    ),
    (
        "EX03",
        "nothing expires: a changed entity has its values, and its flush is one UPDATE (UW07)",
    ),
    (
        "EX09",
        "entities have no collections; a query answers with the rows of now",
    ),
    (
        "EX11",
        "there is no flag for row locks, which SQLite does not have",
    ),
    ("KY07", "a struct without its key does not compile"),
    ("MG05", "entities have no collections to be merged"),
];

/// The files of this folder that hold tests.
const FILES: &[&str] = &[
    include_str!("identity.rs"),
    include_str!("keys.rs"),
    include_str!("merge.rs"),
    include_str!("query.rs"),
    include_str!("statement.rs"),
    include_str!("transaction.rs"),
    include_str!("unit_of_work.rs"),
];

/// How many scenarios there are of each topic; they have odd numbers.
const TOPICS: &[(&str, usize)] = &[
    ("ID", 9),
    ("TX", 9),
    ("SP", 5),
    ("UW", 12),
    ("KY", 5),
    ("VE", 4),
    ("EX", 6),
    ("MG", 5),
    ("BU", 7),
    ("DF", 2),
    ("QU", 5),
    ("EV", 2),
];

/// The numbers of the scenarios in a file: the comments right above its tests.
fn tested(file: &str) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = file.lines().collect();
    let numbers = (1..lines.len()).filter_map(move |line| {
        let comment = lines[line - 1].strip_prefix("// ")?;
        (lines[line] == "#[test]").then_some(comment.split_once(": ")?.0)
    });
    numbers.collect::<Vec<_>>().into_iter()
}

#[test]
fn every_scenario_is_tested_once_or_listed_with_a_reason() {
    let mut found: Vec<&str> = FILES.iter().flat_map(|file| tested(file)).collect();
    found.extend(NOT_APPLICABLE.iter().map(|(number, _)| *number));
    found.sort_unstable();
    let mut expected: Vec<String> = TOPICS
        .iter()
        .flat_map(|(topic, count)| (0..*count).map(move |n| format!("{topic}{:02}", 2 * n + 1)))
        .collect();
    expected.sort_unstable();
    assert_eq!(expected.len(), 71);
    assert_eq!(found, expected);
    assert!(NOT_APPLICABLE.iter().all(|(_, reason)| !reason.is_empty()));
}
