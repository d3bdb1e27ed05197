//! A list of values as the text of a JSON array.

use std::fmt::Write;

use crate::sql::node::Node;
use crate::value::{Constant, ValueRef};

/// Whether JSON holds the value exactly: SQLite ends a JSON string at `\u0000`.
pub(super) fn holds(value: &Constant) -> bool {
    match value.as_ref() {
        ValueRef::Null => !value.is_pending(),
        ValueRef::Integer(_) | ValueRef::Real(_) => true,
        ValueRef::Text(text) => !text.contains(&0),
        ValueRef::Blob(_) => false,
    }
}

/// The values of `list` as SQLite's JSON functions read them back exactly.
///
/// What JSON does not [hold](holds) is written as null; the caller keeps it away.
pub(super) fn array(list: &[Node]) -> String {
    let mut json = String::with_capacity(2 + 8 * list.len());
    json.push('[');
    for (position, node) in list.iter().enumerate() {
        if position > 0 {
            json.push(',');
        }
        match node {
            Node::Value(value) => push(value.as_ref(), &mut json),
            _ => json.push_str("null"),
        }
    }
    json.push(']');
    json
}

fn push(value: ValueRef<'_>, json: &mut String) {
    match value {
        ValueRef::Integer(integer) => {
            // Writing into a String cannot fail.
            let _ = write!(json, "{integer}");
        }
        ValueRef::Real(value) => real(value, json),
        ValueRef::Text(value) => text(&String::from_utf8_lossy(value), json),
        ValueRef::Null | ValueRef::Blob(_) => json.push_str("null"),
    }
}

/// The shortest digits that read back as the same number, always with a point or an exponent.
fn real(value: f64, json: &mut String) {
    if value.is_nan() {
        json.push_str("null");
    } else if value.is_infinite() {
        json.push_str(if value > 0.0 { "9e999" } else { "-9e999" });
    } else {
        let _ = write!(json, "{value:?}");
    }
}

fn text(value: &str, json: &mut String) {
    json.push('"');
    let mut start = 0;
    for (position, byte) in value.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        // All these bytes are whole characters, so the slice ends on a boundary.
        json.push_str(value.get(start..position).unwrap_or_default());
        start = position + 1;
        match byte {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            _ => {
                let _ = write!(json, "\\u{byte:04x}");
            }
        }
    }
    json.push_str(value.get(start..).unwrap_or_default());
    json.push('"');
}
