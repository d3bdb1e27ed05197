//! Values written into SQL text, where no parameter may stand: DDL, and what JSON cannot carry.

use std::fmt::Write;

use crate::value::Value;

/// Appends `value` as a literal; NULL for a key that is not known yet.
pub(crate) fn literal(value: &Value, sql: &mut String) {
    match value {
        Value::Null | Value::Pending(_) => sql.push_str("NULL"),
        Value::Integer(integer) => {
            // Writing into a String cannot fail.
            let _ = write!(sql, "{integer}");
        }
        Value::Real(real) => push_real(*real, sql),
        Value::Text(text) => push_text(text, sql),
        Value::Blob(bytes) => {
            sql.push_str("x'");
            for byte in bytes {
                let _ = write!(sql, "{byte:02x}");
            }
            sql.push('\'');
        }
    }
}

/// The shortest digits that read back as the same number.
fn push_real(real: f64, sql: &mut String) {
    if real.is_infinite() {
        sql.push_str(if real > 0.0 { "9e999" } else { "-9e999" });
    } else if real.is_nan() {
        sql.push_str("NULL");
    } else {
        let _ = write!(sql, "{real:?}");
    }
}

/// Quotes are doubled; what follows a NUL character would be cut off, so it is written in bytes.
fn push_text(text: &str, sql: &mut String) {
    if text.contains('\0') {
        sql.push_str("CAST(");
        literal(&Value::Blob(text.as_bytes().to_vec()), sql);
        sql.push_str(" AS TEXT)");
        return;
    }
    sql.push('\'');
    sql.push_str(&text.replace('\'', "''"));
    sql.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(value: &Value) -> rusqlite::types::Value {
        let mut sql = String::from("SELECT ");
        literal(value, &mut sql);
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn literals_read_back_as_the_value() {
        use rusqlite::types::Value as Stored;
        for integer in [0, -1, i64::MAX, i64::MIN + 1] {
            assert_eq!(
                read_back(&Value::Integer(integer)),
                Stored::Integer(integer)
            );
        }
        for real in [0.1, -1e300, 5e-324, 1.0, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(read_back(&Value::Real(real)), Stored::Real(real));
        }
        for text in ["", "it's", "a\0b", "ü"] {
            assert_eq!(read_back(&text.into()), Stored::Text(text.to_owned()));
        }
        assert_eq!(
            read_back(&Value::Blob(vec![0, 255])),
            Stored::Blob(vec![0, 255])
        );
    }
}
