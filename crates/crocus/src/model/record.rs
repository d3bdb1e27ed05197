//! What generated code calls.

use super::foreign_key::ForeignKey;
use super::model::Model;
use crate::value::{ColumnType, Fault, Format, Shown, Sink, ValueRef};

/// Writes what a codec made of a field.
///
/// # Errors
///
/// When the codec refused the value, or what it made does not fit the column.
#[inline]
pub fn encode_with<S: ColumnType>(
    stored: Result<S, Fault>,
    format: Format,
    sink: Sink<'_>,
) -> Result<(), Fault> {
    stored?.encode(format, sink)
}

/// Gives a field what a codec makes of the value that the database stored.
///
/// # Errors
///
/// When the stored value is not one of the codec's type, or the codec refuses it.
#[inline]
pub fn write_back_with<S: ColumnType, T>(
    field: &mut T,
    value: ValueRef<'_>,
    format: Format,
    decode: impl FnOnce(S) -> Result<T, Fault>,
) -> Result<(), Fault> {
    *field = decode(S::decode(value, format)?)?;
    Ok(())
}

/// Makes a field equal to another one, in the memory that it has.
#[inline]
pub fn copy<T: Clone>(field: &mut T, other: &T) {
    field.clone_from(other);
}

/// Whether a codec stores two fields as the same value; what it cannot store is never the same.
#[inline]
pub fn same_stored<S: ColumnType>(one: Result<S, Fault>, other: Result<S, Fault>) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => one.same(&other),
        _ => false,
    }
}

/// The key that a reference holds.
///
/// # Errors
///
/// When it refers to an entity that has none yet.
pub fn key_of<M: Model>(reference: ForeignKey<M>) -> Result<M::Key, Fault> {
    match reference.key() {
        Some(key) => Ok(key.clone()),
        None => Err(Fault::misuse(
            "the entity has no key yet: flush the session first",
        )),
    }
}

/// There is no such column in `model`.
#[cold]
pub fn no_column(model: &str) -> Fault {
    Fault::misuse(format_args!("`{model}` has fewer columns"))
}

/// The stored value is none of the variants of `name`, which `known` lists.
#[cold]
pub fn no_variant(name: &str, known: &str, value: ValueRef<'_>) -> Fault {
    Fault::decode(format_args!(
        "{} is no `{name}`, which is one of {known}",
        Shown(value)
    ))
}

/// The positions of the columns that the fields of a result struct are read from.
///
/// # Errors
///
/// When the result has no column of such a name, or several.
pub fn positions(model: &str, columns: &[&str], names: &[&str]) -> Result<Vec<usize>, Fault> {
    let places = columns.iter().map(|column| position(model, column, names));
    places.collect()
}

fn position(model: &str, column: &str, names: &[&str]) -> Result<usize, Fault> {
    let mut found = names
        .iter()
        .enumerate()
        .filter(|(_, name)| **name == column);
    match (found.next(), found.next()) {
        (Some((position, _)), None) => Ok(position),
        (None, _) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            Err(Fault::decode(format_args!(
                "`{model}` reads a column `{column}`, and the result has only {names}"
            )))
        }
        (Some(_), Some(_)) => Err(Fault::decode(format_args!(
            "`{model}` reads a column `{column}`, and the result has several of that name"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::{no_variant, position};
    use crate::value::ValueRef;

    #[test]
    fn a_column_is_found_by_its_name() {
        assert_eq!(position("Stat", "n", &["name", "n"]).unwrap(), 1);
    }

    #[test]
    fn a_missing_column_is_named_with_those_that_are_there() {
        let fault = position("Stat", "total", &["name", "n"]).unwrap_err();
        let message = "`Stat` reads a column `total`, and the result has only `name`, `n`";
        assert_eq!(fault.to_string(), message);
    }

    #[test]
    fn two_columns_of_one_name_are_refused() {
        let fault = position("Stat", "id", &["id", "id"]).unwrap_err();
        assert!(fault.to_string().contains("several"));
    }

    #[test]
    fn an_unknown_variant_is_shown_with_the_known_ones() {
        let fault = no_variant("Role", "`admin`, `user`", ValueRef::Text(b"root"));
        assert_eq!(
            fault.to_string(),
            r#"the text "root" is no `Role`, which is one of `admin`, `user`"#
        );
    }
}
