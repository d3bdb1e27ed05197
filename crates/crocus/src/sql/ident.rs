//! Identifiers in SQL text.

/// Appends `name` as a quoted identifier; a quote inside it is doubled.
#[inline]
pub(crate) fn quote(name: &str, sql: &mut String) {
    sql.push('"');
    escape(name, sql);
    sql.push('"');
}

/// Appends `name`, `_` and `number` as one quoted identifier.
pub(super) fn quote_numbered(name: &str, number: usize, sql: &mut String) {
    sql.push('"');
    escape(name, sql);
    sql.push('_');
    sql.push_str(&number.to_string());
    sql.push('"');
}

/// Whether `name` means itself without quotes, unless it is a keyword.
pub(super) fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[inline]
fn escape(name: &str, sql: &mut String) {
    if name.bytes().any(|byte| byte == b'"') {
        for part in name.split_inclusive('"') {
            sql.push_str(part);
            if part.ends_with('"') {
                sql.push('"');
            }
        }
    } else {
        sql.push_str(name);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_plain, quote, quote_numbered};

    fn quoted(name: &str) -> String {
        let mut sql = String::new();
        quote(name, &mut sql);
        sql
    }

    #[test]
    fn quotes_inside_a_name_are_doubled() {
        assert_eq!(quoted("users"), r#""users""#);
        assert_eq!(quoted(r#"a"b""#), r#""a""b""""#);
        assert_eq!(quoted(""), r#""""#);
    }

    #[test]
    fn a_number_is_part_of_the_name() {
        let mut sql = String::new();
        quote_numbered(r#"a"b"#, 12, &mut sql);
        assert_eq!(sql, r#""a""b_12""#);
    }

    #[test]
    fn only_words_are_plain() {
        assert!(is_plain("json_extract") && is_plain("_f1"));
        assert!(!is_plain("") && !is_plain("1f") && !is_plain("f(x)") && !is_plain("é"));
    }
}
