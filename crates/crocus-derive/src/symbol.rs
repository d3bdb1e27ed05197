//! Every word that the attributes know.

use std::fmt;

use proc_macro2::Ident;
use syn::Path;

/// A word of the attributes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol(pub(crate) &'static str);

pub(crate) const ASSIGNED: Symbol = Symbol("assigned");
pub(crate) const AUTOINCREMENT: Symbol = Symbol("autoincrement");
pub(crate) const CHECK: Symbol = Symbol("check");
pub(crate) const COLLATE: Symbol = Symbol("collate");
pub(crate) const COLUMN: Symbol = Symbol("column");
pub(crate) const COLUMN_ENUM: Symbol = Symbol("column_enum");
pub(crate) const COLUMN_TYPE: Symbol = Symbol("column_type");
pub(crate) const CONSTANT: Symbol = Symbol("constant");
pub(crate) const CRATE: Symbol = Symbol("crate");
pub(crate) const DB_DEFAULT: Symbol = Symbol("db_default");
pub(crate) const DEFAULT: Symbol = Symbol("default");
pub(crate) const EXPR: Symbol = Symbol("expr");
pub(crate) const FROM_ROW: Symbol = Symbol("from_row");
pub(crate) const GENERATED: Symbol = Symbol("generated");
pub(crate) const INDEX: Symbol = Symbol("index");
pub(crate) const INTEGER: Symbol = Symbol("integer");
pub(crate) const LENGTH: Symbol = Symbol("length");
pub(crate) const MODEL: Symbol = Symbol("model");
pub(crate) const NAME: Symbol = Symbol("name");
pub(crate) const ON_DELETE: Symbol = Symbol("on_delete");
pub(crate) const ON_UPDATE: Symbol = Symbol("on_update");
pub(crate) const PRECISION: Symbol = Symbol("precision");
pub(crate) const PRIMARY_KEY: Symbol = Symbol("primary_key");
pub(crate) const RENAME: Symbol = Symbol("rename");
pub(crate) const RENAME_ALL: Symbol = Symbol("rename_all");
pub(crate) const SCALE: Symbol = Symbol("scale");
pub(crate) const SKIP: Symbol = Symbol("skip");
pub(crate) const STORAGE: Symbol = Symbol("storage");
pub(crate) const STRICT: Symbol = Symbol("strict");
pub(crate) const TABLE: Symbol = Symbol("table");
pub(crate) const UNIQUE: Symbol = Symbol("unique");
pub(crate) const VERSION: Symbol = Symbol("version");
pub(crate) const VIEW: Symbol = Symbol("view");
pub(crate) const WITH: Symbol = Symbol("with");
pub(crate) const WITHOUT_ROWID: Symbol = Symbol("without_rowid");

/// What `#[model(..)]` knows.
pub(crate) const OF_MODEL: &[Symbol] = &[
    TABLE,
    PRIMARY_KEY,
    INDEX,
    UNIQUE,
    CHECK,
    STRICT,
    WITHOUT_ROWID,
    VIEW,
    CRATE,
];

/// What `#[column(..)]` knows on a model's field.
pub(crate) const OF_COLUMN: &[Symbol] = &[
    PRIMARY_KEY,
    AUTOINCREMENT,
    UNIQUE,
    INDEX,
    LENGTH,
    PRECISION,
    SCALE,
    STORAGE,
    DEFAULT,
    DB_DEFAULT,
    GENERATED,
    ON_UPDATE,
    ON_DELETE,
    CHECK,
    COLLATE,
    NAME,
    CONSTANT,
    VERSION,
    SKIP,
    WITH,
];

/// What `#[column(..)]` knows on a field of a result struct.
pub(crate) const OF_RESULT: &[Symbol] = &[NAME, PRECISION, SCALE, STORAGE, SKIP, WITH];

/// What `#[column_enum(..)]` knows on an enum.
pub(crate) const OF_ENUM: &[Symbol] = &[RENAME_ALL, INTEGER, CRATE];

/// What `#[column_enum(..)]` knows on a variant.
pub(crate) const OF_VARIANT: &[Symbol] = &[RENAME];

/// What `#[column_type(..)]` and `#[from_row(..)]` know.
pub(crate) const OF_CRATE: &[Symbol] = &[CRATE];

/// What a foreign key can do, as written after `on_delete =` and `on_update =`.
pub(crate) const ACTIONS: &[Symbol] = &[
    Symbol("Cascade"),
    Symbol("Restrict"),
    Symbol("SetNull"),
    Symbol("SetDefault"),
    Symbol("NoAction"),
];

/// The functions of a model that a column constant of the same name would hide.
pub(crate) const FUNCTIONS: &[&str] = &[
    "all",
    "all_columns",
    "builder",
    "copy_from",
    "count",
    "create",
    "delete",
    "diff",
    "encode",
    "exists",
    "filter",
    "find",
    "find_one",
    "get",
    "insert",
    "insert_all",
    "key",
    "model_id",
    "on_update",
    "read",
    "read_key",
    "refresh",
    "select",
    "table",
    "update",
    "upsert",
    "write_back",
];

impl PartialEq<Symbol> for Ident {
    fn eq(&self, word: &Symbol) -> bool {
        self == word.0
    }
}

impl PartialEq<Symbol> for Path {
    fn eq(&self, word: &Symbol) -> bool {
        self.is_ident(word.0)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The one of `known` that `word` was probably meant to be.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, dropped, replaced or swapped with their neighbours to make one
/// word of the other.
fn distance(one: &str, two: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let two: Vec<char> = two.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=two.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in two.iter().enumerate() {
            let above = |up: usize, left: usize| -> Option<usize> {
                rows.get((i + 1).checked_sub(up)?)?
                    .get((j + 1).checked_sub(left)?)
                    .copied()
            };
            let swapped = i > 0 && j > 0 && one.get(i - 1) == Some(b) && two.get(j - 1) == Some(a);
            let steps = [
                row.last().map(|left| left + 1),
                above(1, 0).map(|above| above + 1),
                above(1, 1).map(|diagonal| diagonal + usize::from(a != b)),
                above(2, 2).filter(|_| swapped).map(|before| before + 1),
            ];
            row.push(steps.into_iter().flatten().min().unwrap_or_default());
        }
        rows.push(row);
    }
    rows.last()
        .and_then(|row| row.last())
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_letters_that_differ() {
        assert_eq!(distance("index", "index"), 0);
        assert_eq!(distance("indx", "index"), 1);
        assert_eq!(distance("tabel", "table"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_strange_one_finds_none() {
        assert_eq!(nearest("uniqe", ["unique", "index"]), Some("unique"));
        assert_eq!(nearest("lenght", ["length", "index"]), Some("length"));
        assert_eq!(nearest("nullable", ["unique", "index"]), None);
    }
}
