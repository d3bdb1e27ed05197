//! What the text of a statement says: what it does, to which table, and which of its parts can stand in another
//! statement.

use std::borrow::Cow;

/// What a statement does to its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// It inserts or updates rows.
    Write,
    /// It deletes rows.
    Delete,
}

/// What the statement does, to which table, and what stands behind the table's name.
pub(super) fn target(text: &str) -> Option<(Verb, String, &str)> {
    let mut rest = text.trim_start();
    let mut verb = None;
    loop {
        let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next()?;
        verb = match word.to_ascii_uppercase().as_str() {
            "INSERT" | "REPLACE" | "UPDATE" => verb.or(Some(Verb::Write)),
            "DELETE" => Some(Verb::Delete),
            "INTO" | "FROM" | "OR" | "ABORT" | "FAIL" | "IGNORE" | "ROLLBACK" => verb,
            _ => break,
        };
        rest = rest[word.len()..].trim_start();
    }
    let (name, rest) = if let Some(quoted) = rest.strip_prefix('"') {
        let mut end = quoted.find('"')?;
        while quoted[end + 1..].starts_with('"') {
            end += 2 + quoted[end + 2..].find('"')?;
        }
        (quoted[..end].replace("\"\"", "\""), &quoted[end + 1..])
    } else {
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let end = rest.find(|c| !plain(c)).unwrap_or(rest.len());
        (rest[..end].to_owned(), &rest[end..])
    };
    (!name.is_empty()).then_some((verb?, name, rest))
}

/// How long the WITH clause is that the statement begins with.
pub(super) fn with_clause(text: &str) -> usize {
    let word = |rest: &str| {
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        word.into_iter()
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase()
    };
    let start = text.len() - text.trim_start().len();
    if word(&text[start..]) != "WITH" {
        return 0;
    }
    let (mut depth, mut quoted, mut before) = (0_usize, None, ' ');
    for (place, c) in text.char_indices().filter(|(place, _)| *place >= start) {
        match (quoted, c) {
            (Some(end), _) if c == end => quoted = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quoted = Some(c),
            (None, '[') => quoted = Some(']'),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ if depth == 0 && !before.is_alphanumeric() && before != '_' => {
                if matches!(
                    word(&text[place..]).as_str(),
                    "INSERT" | "REPLACE" | "UPDATE" | "DELETE"
                ) {
                    return place;
                }
            }
            _ => {}
        }
        before = c;
    }
    0
}

/// The statement without its last clause, which may be RETURNING.
pub(super) fn without_returning(text: &str) -> &str {
    text.rfind(" RETURNING ").map_or(text, |end| &text[..end])
}

/// The text of a statement with its infinite numbers as SQL reads them: SQLite writes them as `Inf`,
/// which would be a name.
pub(super) fn with_infinity(text: &str) -> Cow<'_, str> {
    if !text.contains("Inf") {
        return Cow::Borrowed(text);
    }
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut written = String::with_capacity(text.len());
    let mut quoted = None;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let stands_alone = quoted.is_none() && !written.ends_with(is_name);
        if stands_alone
            && let Some(behind) = rest.strip_prefix("Inf")
            && !behind.starts_with(is_name)
        {
            written.push_str("9e999");
            rest = behind;
            continue;
        }
        match quoted {
            Some(quote) if quote == next => quoted = None,
            None if matches!(next, '\'' | '"') => quoted = Some(next),
            _ => {}
        }
        written.push(next);
        rest = &rest[next.len_utf8()..];
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_numbers_are_written_as_sql_reads_them() {
        for (text, read) in [
            ("VALUES (Inf, -Inf)", "VALUES (9e999, -9e999)"),
            ("VALUES ('Inf', 'it''s Inf')", "VALUES ('Inf', 'it''s Inf')"),
            (
                "SET \"Inf\" = Inf, Info = 'ü'",
                "SET \"Inf\" = 9e999, Info = 'ü'",
            ),
            ("SET aInf = x_Inf", "SET aInf = x_Inf"),
        ] {
            assert_eq!(with_infinity(text), read);
        }
    }

    #[test]
    fn the_table_of_a_statement_is_found() {
        let found = |text| target(text).map(|(_, table, rest)| (table, rest.to_owned()));
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(found("DELETE FROM \"a\" WHERE x"), pair("a", " WHERE x"));
        assert_eq!(found("delete from a"), pair("a", ""));
        assert_eq!(
            found("INSERT OR IGNORE INTO \"a\"\"b\" (x)"),
            pair("a\"b", " (x)")
        );
        assert_eq!(found("UPDATE \"\"\"\" SET"), pair("\"", " SET"));
        assert_eq!(found("SELECT 1"), None);
        assert_eq!(found("UPDATE \"a"), None);
    }

    #[test]
    fn a_with_clause_ends_where_the_statement_begins() {
        for (with, statement) in [
            ("", "DELETE FROM b"),
            ("WITH a AS (SELECT 'DELETE') ", "DELETE FROM b"),
            (
                "with recursive \"update \" (x) AS (DELETE FROM b) , d AS (SELECT ')') ",
                "insert into b",
            ),
            (
                "WITH [insert] AS (SELECT 1), _update AS (SELECT 2) ",
                "UPDATE b SET c = 1",
            ),
        ] {
            assert_eq!(
                with_clause(&format!("{with}{statement}")),
                with.len(),
                "{with}"
            );
        }
        assert_eq!(with_clause("WITH a AS (SELECT 1) SELECT 2"), 0);
    }
}
