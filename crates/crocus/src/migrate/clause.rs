//! What only the text of a CREATE TABLE tells: checks, and the words behind columns and table.

/// What is read from the text.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    /// The expressions of CHECK, in [normal form](normal).
    pub(super) checks: Vec<String>,
    /// Columns with the collation that they name, in lower case.
    pub(super) collations: Vec<(String, String)>,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
    pub(super) autoincrement: bool,
}

/// One token; spaces and comments are none.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A keyword, name or number, in lower case.
    Word(String),
    /// A name in quotes, in lower case.
    Name(String),
    /// A text in quotes.
    Text(String),
    Sign(char),
}

impl Token {
    fn is(&self, keyword: &str) -> bool {
        matches!(self, Token::Word(word) if word == keyword)
    }

    fn name(&self) -> Option<&str> {
        match self {
            Token::Word(name) | Token::Name(name) => Some(name),
            Token::Text(_) | Token::Sign(_) => None,
        }
    }
}

/// Reads a CREATE TABLE.
pub(super) fn read(sql: &str) -> Clauses {
    let tokens = tokens(sql);
    let mut clauses = Clauses::default();
    let mut depth = 0_usize;
    let mut place = 0;
    let mut column = None;
    while let Some(token) = tokens.get(place) {
        let next = tokens.get(place + 1);
        match token {
            Token::Sign('(') => {
                depth += 1;
                if depth == 1 {
                    column = next.and_then(Token::name);
                }
            }
            Token::Sign(')') => depth = depth.saturating_sub(1),
            Token::Sign(',') if depth == 1 => column = next.and_then(Token::name),
            token if depth == 1 && token.is("collate") => {
                let collation = next.and_then(Token::name);
                clauses.collations.extend(
                    column
                        .zip(collation)
                        .map(|(column, collation)| (column.to_owned(), collation.to_owned())),
                );
            }
            token if token.is("check") && next == Some(&Token::Sign('(')) => {
                let end = closing(&tokens, place + 1);
                let inside = tokens.get(place + 2..end).unwrap_or_default();
                clauses.checks.push(joined(inside));
                place = end;
            }
            token if token.is("autoincrement") => clauses.autoincrement = true,
            token if depth == 0 && token.is("strict") => clauses.strict = true,
            token if depth == 0 && token.is("without") => clauses.without_rowid = true,
            _ => {}
        }
        place += 1;
    }
    clauses
}

/// An expression without what does not matter: spaces, comments, case and quotes of names.
pub(super) fn normal(expression: &str) -> String {
    joined(&tokens(expression))
}

/// The place of the parenthesis that closes the one at `open`, or the end.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') if depth == 1 => return place,
            Token::Sign(')') => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

fn joined(tokens: &[Token]) -> String {
    let parts: Vec<String> = tokens
        .iter()
        .map(|token| match token {
            Token::Word(word) | Token::Name(word) => word.clone(),
            Token::Text(text) => format!("'{text}'"),
            Token::Sign(sign) => sign.to_string(),
        })
        .collect();
    parts.join(" ")
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        rest = match first {
            '-' if after.starts_with('-') => after.split_once('\n').map_or("", |(_, rest)| rest),
            '/' if after.starts_with('*') => after.split_once("*/").map_or("", |(_, rest)| rest),
            '\'' => {
                let (text, rest) = quoted(after, '\'');
                tokens.push(Token::Text(text));
                rest
            }
            '"' | '`' | '[' => {
                let (name, rest) = quoted(after, if first == '[' { ']' } else { first });
                tokens.push(Token::Name(name.to_lowercase()));
                rest
            }
            first if is_word(first) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_lowercase()));
                &rest[end..]
            }
            sign => {
                tokens.push(Token::Sign(sign));
                after
            }
        }
        .trim_start();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || c == '.'
}

/// What stands before the closing quote, a doubled one being none, and what stands behind it.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let mut inside = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(quote) {
        inside.push_str(before);
        match after.strip_prefix(quote) {
            Some(after) if quote != ']' => {
                inside.push(quote);
                rest = after;
            }
            _ => return (inside, after),
        }
    }
    inside.push_str(rest);
    (inside, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_whatever_stands_around_them() {
        let clauses = read(
            "CREATE TABLE \"check (1)\" (a INTEGER DEFAULT 'check (2)' CHECK (A > 0), -- check (3)\n
             b TEXT /* check (4) */ CONSTRAINT x CHECK( (\"b\")<>')' and `b` in ('x', 'Y')))",
        );
        assert_eq!(
            clauses.checks,
            ["a > 0", "( b ) < > ')' and b in ( 'x' , 'Y' )"]
        );
        assert!(!clauses.strict && !clauses.without_rowid && !clauses.autoincrement);
    }

    #[test]
    fn words_behind_the_table_are_told_from_columns() {
        let clauses = read("CREATE TABLE t (strict, without, a INTEGER PRIMARY KEY AUTOINCREMENT)");
        assert!(clauses.autoincrement && !clauses.strict && !clauses.without_rowid);
        let clauses = read("CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID");
        assert!(clauses.strict && clauses.without_rowid);
    }

    #[test]
    fn collations_belong_to_their_columns() {
        let clauses = read(
            "CREATE TABLE t (a TEXT COLLATE nocase CHECK (a COLLATE binary > 'x'), \"B\" NUMERIC(10, 2),
             c TEXT DEFAULT ('x' COLLATE rtrim) COLLATE \"RTRIM\", UNIQUE (a COLLATE binary))",
        );
        let pair = |column: &str, name: &str| (column.to_owned(), name.to_owned());
        assert_eq!(
            clauses.collations,
            [pair("a", "nocase"), pair("c", "rtrim")]
        );
    }

    #[test]
    fn text_that_ends_early_does_no_harm() {
        for text in [
            "CREATE TABLE t (a CHECK (",
            "'",
            "[",
            "/*",
            "--",
            "CHECK",
            "))((",
            "é'é''",
        ] {
            read(text);
        }
    }
}
