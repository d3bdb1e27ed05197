//! Identifiers in SQL text.

/// Appends `name` as a quoted identifier; a quote inside it is doubled.
pub(crate) fn quote(name: &str, sql: &mut String) {
    sql.push('"');
    for part in name.split_inclusive('"') {
        sql.push_str(part);
        if part.ends_with('"') {
            sql.push('"');
        }
    }
    sql.push('"');
}
