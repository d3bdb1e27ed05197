//! SQL written by hand: `sql("age > :age").bind("age", 21)`.

use super::decimal::invalid;
use super::logic::Condition;
use super::term::{Expr, Predicate};
use crate::error::{Error, Result};
use crate::sql::{Node, RawPart};
use crate::value::{ColumnType, Fault, Format, Value};

/// SQL written by hand, with values bound by name: an expression in a query, or a whole statement.
///
/// It is not checked before SQLite sees it; the values are bound, never pasted.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let older = sql("SELECT name FROM users WHERE age > :age").bind("age", 30);
/// assert_eq!(older.all::<String>(&mut s)?, ["Ada"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "SQL does nothing before `.all(&mut session)`, `.execute` or another of its ends"]
pub struct Sql {
    text: String,
    values: Vec<(String, Result<Value, String>)>,
}

/// SQL written by hand; `:name` is a place for a value, given by [`bind`](Sql::bind).
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let grown = sql("age >= :age AND name <> ':age'").bind("age", 18); // quoted, it is only text
/// assert_eq!(User::filter(grown).one(&mut s)?.name, "Ada");
/// # Ok(())
/// # }
/// ```
pub fn sql(text: impl Into<String>) -> Sql {
    Sql {
        text: text.into(),
        values: Vec::new(),
    }
}

/// What can be bound by name: what a column can hold, and `&str`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// use crocus::{Sql, expr::Bind};
///
/// fn matching(column: &str, value: impl Bind) -> Sql {
///     sql(format!("SELECT name FROM users WHERE {column} = :value")).bind("value", value)
/// }
/// assert_eq!(matching("age", 36).all::<String>(&mut s)?, ["Ada"]);
/// assert_eq!(matching("name", "Ada").all::<String>(&mut s)?, ["Ada"]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to a parameter",
    label = "expected a value that a column can hold"
)]
pub trait Bind {
    /// The stored value.
    ///
    /// ```
    /// use crocus::{Value, expr::Bind};
    ///
    /// assert_eq!(true.stored().unwrap(), Value::Integer(1));
    /// assert_eq!(None::<String>.stored().unwrap(), Value::Null);
    /// assert!(f64::NAN.stored().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When it cannot be stored, such as NaN.
    fn stored(&self) -> Result<Value, Fault>;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> Bind for T {
    fn stored(&self) -> Result<Value, Fault> {
        Value::of(self, Format::Plain)
    }
}

#[diagnostic::do_not_recommend]
impl Bind for &str {
    fn stored(&self) -> Result<Value, Fault> {
        Ok(Value::from(*self))
    }
}

impl Sql {
    /// The value for every `:name` in the text.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(sql("age > :a OR name = :n").bind("a", 30).bind("n", "bob"), &mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn bind(mut self, name: &str, value: impl Bind) -> Self {
        let name = name.strip_prefix(':').unwrap_or(name).to_owned();
        self.values
            .push((name, value.stored().map_err(|fault| fault.to_string())));
        self
    }

    /// The SQL as an expression of type `T`, for a select list or a comparison.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let rows = User::select().columns(sql("age * 2").typed::<i64>()).all(&mut s)?;
    /// assert_eq!(rows, [72, 34]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn typed<T: ColumnType>(self) -> Expr<(), T> {
        Expr::new(self.into_condition())
    }

    /// The text as its author wrote it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The verb of a statement; comments and empty statements may stand before it.
    pub(crate) fn first_word(&self) -> &str {
        let mut text = self.text.trim_start_matches(is_before_a_statement);
        while text.starts_with("--") || text.starts_with("/*") {
            let end = if text.starts_with("--") {
                find(text.as_bytes(), 2, b"\n")
            } else {
                find(text.as_bytes(), 2, b"*/")
            };
            let behind = text.get(end..).unwrap_or_default();
            text = behind.trim_start_matches(is_before_a_statement);
        }
        let end = text.find(|character: char| !character.is_ascii_alphabetic());
        &text[..end.unwrap_or(text.len())]
    }

    /// The text with its values in place.
    pub(crate) fn parts(&self) -> Result<Vec<RawPart>> {
        if self.text.contains('\0') {
            return Err(Error::misuse(
                "SQL ends at a NUL character, and what follows would be left out: bind the text \
                 that contains it",
            ));
        }
        let mut parts = Vec::new();
        let mut used = vec![false; self.values.len()];
        let mut rest = self.text.as_str();
        while let Some((before, name, after)) = next_parameter(rest)? {
            let found = self.values.iter().position(|(known, _)| known == name);
            let Some(place) = found else {
                return Err(Error::misuse(format!(
                    "`:{name}` has no value: `.bind(\"{name}\", ..)`"
                )));
            };
            used[place] = true;
            parts.push(RawPart::Sql(before.to_owned().into()));
            match &self.values[place].1 {
                Ok(value) => parts.push(RawPart::Value(value.clone().into())),
                Err(message) => return Err(Fault::value(message).at(&format!(":{name}"))),
            }
            rest = after;
        }
        parts.push(RawPart::Sql(rest.to_owned().into()));
        if let Some(place) = used.iter().position(|used| !used) {
            let name = &self.values[place].0;
            return Err(Error::misuse(format!(
                "`{name}` is bound, but `:{name}` is not in the text"
            )));
        }
        Ok(parts)
    }
}

#[diagnostic::do_not_recommend]
impl Condition for Sql {
    type Uses = ();

    fn into_condition(self) -> Node {
        match self.parts() {
            Ok(parts) => Node::Raw(parts),
            Err(error) => invalid(&Fault::misuse(error)),
        }
    }
}

/// Raw SQL among conditions of a model: `Predicate<User>` is what functions take and vectors hold.
impl<M> From<Sql> for Predicate<M> {
    fn from(sql: Sql) -> Self {
        Expr::new(sql.into_condition())
    }
}

/// The text before the next `:name`, the name, and what follows; `None` without one. Quoted text and
/// comments are passed over.
fn next_parameter(text: &str) -> Result<Option<(&str, &str, &str)>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        at = match (byte, next) {
            (b'\'' | b'"' | b'`', _) => end_of_quoted(bytes, at, *byte),
            (b'[', _) => end_of_quoted(bytes, at, b']'),
            (b'-', Some(b'-')) => find(bytes, at, b"\n"),
            (b'/', Some(b'*')) => find(bytes, at + 2, b"*/"),
            (b':', Some(first)) if is_name(*first) => {
                let length = bytes[at + 1..]
                    .iter()
                    .take_while(|byte| is_name(**byte))
                    .count();
                let end = at + 1 + length;
                return Ok(Some((&text[..at], &text[at + 1..end], &text[end..])));
            }
            (b'?', _) => {
                return Err(Error::misuse(
                    "a place for a value is written `:name` here, and given by `.bind(\"name\", ..)`",
                ));
            }
            _ => at + 1,
        };
    }
    Ok(None)
}

/// What SQLite passes over before a statement: space, a byte order mark, and empty statements.
fn is_before_a_statement(character: char) -> bool {
    character.is_whitespace() || matches!(character, ';' | '\u{feff}')
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn end_of_quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    let length = bytes[start + 1..].iter().position(|byte| *byte == quote);
    length.map_or(bytes.len(), |length| start + length + 2)
}

fn find(bytes: &[u8], start: usize, end: &[u8]) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let place = rest.windows(end.len()).position(|window| window == end);
    place.map_or(bytes.len(), |place| start + place + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut rest = text;
        while let Some((_, name, after)) = next_parameter(rest).unwrap() {
            names.push(name.to_owned());
            rest = after;
        }
        names
    }

    #[test]
    fn places_in_quotes_and_comments_are_text() {
        let text = "a = :a AND b = ':b' -- :c\n AND \":d\" = /* :e */ :f AND 'it''s :g' = [x:h]";
        assert_eq!(names(text), ["a", "f"]);
    }

    #[test]
    fn a_time_in_text_is_no_place() {
        assert_eq!(names("x > '12:30:00' AND y = :y"), ["y"]);
    }

    #[test]
    fn an_unclosed_quote_ends_with_the_text() {
        assert!(names("a = ':b").is_empty());
        assert!(names("/* :b").is_empty());
    }

    #[test]
    fn the_verb_is_found_behind_all_that_sqlite_passes_over() {
        for text in [
            "COMMIT",
            " \n\tCOMMIT",
            ";; COMMIT",
            "-- a\n;/* b */;COMMIT",
            "\u{feff}COMMIT",
        ] {
            assert_eq!(sql(text).first_word(), "COMMIT", "{text:?}");
        }
    }

    #[test]
    fn text_behind_a_nul_is_refused_as_it_would_be_left_out() {
        let error = sql("DELETE FROM users\0 WHERE id = 1").parts().unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::Misuse);
    }

    #[test]
    fn a_missing_value_is_misuse_that_names_it() {
        let error = sql("a = :age").parts().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`:age` has no value: `.bind(\"age\", ..)`"
        );
    }

    #[test]
    fn a_value_without_a_place_is_misuse_that_names_it() {
        let error = sql("a = 1").bind("age", "x").parts().unwrap_err();
        assert!(
            error.to_string().contains("`:age` is not in the text"),
            "{error}"
        );
    }
}
