//! Mistakes, and what the compiler says to each.
//!
//! | mistake | told in |
//! |---|---|
//! | an attribute that does not exist | `derive/attribute_unknown` |
//! | no primary key | `derive/key_missing`, `derive/key_missing_without_id` |
//! | two primary keys | `derive/key_twice` |
//! | a field of a type that no column holds | `derive/field_is_no_column_type` |
//! | a default of another type | `derive/default_of_another_type` |
//! | a `Decimal` without digits | `derive/decimal_without_digits` |
//! | a column constant that hides a function | `derive/constant_hides_a_function` |
//! | a condition on a table that is not part of the query | `query/filter_by_another_table` |
//! | text compared with a number | `query/text_compared_with_a_number` |
//! | LIKE on a number | `query/like_on_a_number` |
//! | `None` compared with a required column | `query/none_on_a_required_column` |
//! | an `i64` compared with an `i32` | `query/number_of_a_greater_type` |
//! | a reference compared with an entity of another model | `query/reference_compared_with_an_entity_of_another_model` |
//! | a reference compared with text | `query/reference_compared_with_text` |
//! | an `Option<&str>` compared with text | `query/optional_text_by_reference` |
//! | a list of another type | `query/list_of_another_type` |
//! | IN over whole rows | `query/in_a_query_of_whole_rows` |
//! | IN over two columns | `query/in_a_query_of_two_columns` |
//! | a column of another table in the select list | `query/column_of_another_table_selected` |
//! | one table joined twice | `query/table_joined_twice` |
//! | entities of a query that selects columns | `query/projected_query_loaded` |
//! | a subquery that names the query around it | `query/subquery_names_the_query_around_it` |
//! | a text column as a condition | `query/filter_by_a_text_column` |
//! | text plus a number | `query/text_plus_a_number` |
//! | an order by another table | `query/order_by_another_table` |
//! | a join from a table that is not part of the query | `query/join_from_another_table` |
//! | a condition of which one part is about another table | `query/filter_by_a_mixed_condition` |
//! | conditions of different types in a `Vec` | `query/conditions_of_different_types_in_a_vec` |
//! | `None` in a list | `query/none_in_a_list` |
//! | an aggregate in WHERE | `query/aggregate_in_where` |
//! | a comparison by order with `None` | `query/order_comparison_with_none` |
//! | a correlated subquery of the same table without an alias | `query/correlated_subquery_on_the_same_table` |
//! | an alias that is not joined | `query/alias_that_is_not_joined` |
//!
//! The other files are named by their mistakes.
//!
//! Not refused: a reference compared with the key of another model, as in `Post::author.eq(Post::id)`.
//! A key is a plain value, so the compiler cannot know whose it is.
//!
//! A message is counted in lines that are printed: that of the mistake, the places in the source, the
//! notes, and lines that hold only the bar of the margin. Empty lines are not counted. A file may hold
//! several messages, one of each mistake in it.

use std::fs;
use std::path::PathBuf;

use crocus::Session;

#[test]
fn mistakes_are_told_in_words_that_help() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}

/// What rustc says when a session is shared lists the private parts of std and rusqlite, so the rule
/// is kept here: for a `Sync` type there would be two implementations, and `_` could not be inferred.
#[test]
fn a_session_is_sent_between_threads_but_not_shared() {
    trait IsNotSync<Marker> {
        fn check() {}
    }
    struct Shared;
    impl<T> IsNotSync<()> for T {}
    impl<T: Sync> IsNotSync<Shared> for T {}
    fn is_sent<T: Send>() {}

    <Session as IsNotSync<_>>::check();
    is_sent::<Session>();
}

/// What the compiler says to each mistake, with the file that it is stored in.
fn messages() -> Vec<(PathBuf, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut messages = Vec::new();
    for folder in fs::read_dir(root).unwrap().map(Result::unwrap) {
        if !folder.path().is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let path = file.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "stderr")
            {
                let text = fs::read_to_string(&path).unwrap();
                let starts = text.match_indices("\nerror").map(|(place, _)| place + 1);
                let starts: Vec<usize> = [0].into_iter().chain(starts).collect();
                let ends = starts[1..].iter().copied().chain([text.len()]);
                for (start, end) in starts.iter().zip(ends) {
                    messages.push((path.clone(), text[*start..end].to_owned()));
                }
            }
        }
    }
    messages
}

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

fn median(mut lengths: Vec<usize>) -> usize {
    lengths.sort_unstable();
    lengths[lengths.len() / 2]
}

/// Each file counts once, by its first message, so that a file of many short ones weighs no more than
/// a file of one.
#[test]
fn the_median_message_has_at_most_ten_lines() {
    let mut messages = messages();
    messages.dedup_by(|(later, _), (first, _)| later == first);
    let median = median(messages.iter().map(|(_, text)| lines(text)).collect());
    assert!(messages.len() > 80, "{} files", messages.len());
    assert!(median <= 10, "the median message has {median} lines");
}

/// Every message counts, also the second and third of a file. Most are the short ones of the derives.
#[test]
fn the_median_of_all_messages_of_all_files_has_at_most_ten_lines() {
    let lengths: Vec<usize> = messages().iter().map(|(_, text)| lines(text)).collect();
    assert!(lengths.len() > 100, "{} messages", lengths.len());
    let median = median(lengths);
    assert!(median <= 10, "the median message has {median} lines");
}

/// Of each message, not only of the first of a file.
#[test]
fn first_lines_name_no_private_trait() {
    let hidden = [
        "__",
        "private",
        "closure",
        "Cons<",
        "Contains",
        "UsedIn",
        "Aggregates",
        "Operand",
        "InList",
        "Selection<",
        "Grouped<",
        "Nested<",
        "Correlated<",
    ];
    for (path, text) in messages() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("error"), "{}: {first}", path.display());
        for hidden in hidden {
            assert!(!first.contains(hidden), "{}: {first}", path.display());
        }
    }
}

#[test]
fn the_table_of_mistakes_names_stored_messages() {
    let stored: Vec<PathBuf> = messages().into_iter().map(|(path, _)| path).collect();
    let rows = include_str!("ui.rs")
        .lines()
        .filter(|line| line.starts_with("//! | "));
    let mut found = 0;
    for name in rows.filter_map(|row| row.rsplit(" | ").next()) {
        for name in name.split('`').filter(|part| part.contains('/')) {
            let file = format!("{name}.stderr");
            let exists = stored.iter().any(|path| path.ends_with(&file));
            assert!(exists, "no `{file}`");
            found += 1;
        }
    }
    assert_eq!(found, 34);
}
