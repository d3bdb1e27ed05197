//! Where a table of the database keeps less than its model promises, or demands more than the model
//! gives.
//!
//! A table may do more than its model says: further columns, checks, unique constraints and foreign
//! keys are no differences, as long as rows of the model can be written.

use super::clause;
use super::existing::{Existing, ExistingColumn, ExistingReference};
use crate::schema::{Action, ColumnDef, Reference, TableDef, Written, type_name};

/// The differences, each as a part of a sentence; without those of [`missing_uniques`].
pub(super) fn differences(table: &TableDef, existing: &Existing) -> Vec<String> {
    let only_read = table.view || existing.view;
    let mut differences = Vec::new();
    for column in table.columns {
        let found = existing
            .columns
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(column.name));
        match found {
            None => differences.push(format!("column `{}` is missing", column.name)),
            Some(_) if only_read => {}
            Some(known) => compare_column(table, column, known, existing, &mut differences),
        }
    }
    for known in &existing.columns {
        if table
            .columns
            .iter()
            .any(|column| known.name.eq_ignore_ascii_case(column.name))
        {
            continue;
        }
        if known.required && !known.default && !known.key && !known.generated && !only_read {
            differences.push(format!(
                "column `{}` is required there, and not in `{}`",
                known.name, table.model
            ));
        }
    }
    if !only_read {
        compare_table(table, existing, &mut differences);
    }
    differences
}

/// The unique constraints of the model that no unique index of the table keeps.
pub(super) fn missing_uniques(table: &TableDef, existing: &Existing) -> Vec<String> {
    let uniques = &existing.uniques;
    let single = table.columns.iter().filter(|column| column.unique);
    let single = single.map(|column| vec![column.name]);
    let several = table
        .indexes
        .iter()
        .filter(|index| index.unique)
        .map(|index| {
            let columns = index.columns.iter().filter_map(|at| table.columns.get(*at));
            columns.map(|column| column.name).collect::<Vec<_>>()
        });
    single
        .chain(several)
        .filter(|wanted| {
            !is_key(table, wanted) && !uniques.iter().any(|(_, unique)| same_names(unique, wanted))
        })
        .map(|wanted| format!("UNIQUE ({}) is missing", wanted.join(", ")))
        .collect()
}

/// The key of a rowid is unique without an index.
fn is_key(table: &TableDef, names: &[&str]) -> bool {
    match (table.primary_key, names) {
        ([key], [name]) => table.columns.get(*key).is_some_and(|key| key.name == *name),
        _ => false,
    }
}

fn same_names(one: &[String], two: &[&str]) -> bool {
    one.len() == two.len()
        && two
            .iter()
            .all(|name| one.iter().any(|other| other.eq_ignore_ascii_case(name)))
}

fn compare_column(
    table: &TableDef,
    column: &ColumnDef,
    known: &ExistingColumn,
    existing: &Existing,
    differences: &mut Vec<String>,
) {
    let name = column.name;
    let key = table
        .primary_key
        .iter()
        .any(|key| std::ptr::eq(&raw const table.columns[*key], column));
    let wanted = type_name(table, column);
    let fits = [wanted.as_str(), column.declared.strict]
        .iter()
        .any(|wanted| affinity(wanted) == affinity(&known.declared));
    // A column without a type keeps every value as it is.
    if !fits && !known.declared.is_empty() {
        differences.push(format!(
            "column `{name}` is {} there, not {wanted}",
            known.declared
        ));
    }
    if known.required && column.nullable {
        differences.push(format!("column `{name}` must not be NULL there"));
    }
    if !known.required && !column.nullable && !key && !known.generated {
        differences.push(format!("column `{name}` may be NULL there"));
    }
    match (key, known.key) {
        (true, false) => differences.push(format!("column `{name}` is no primary key there")),
        (false, true) => differences.push(format!("column `{name}` is a primary key there")),
        _ => {}
    }
    match (
        matches!(column.written, Written::Generated(_)),
        known.generated,
    ) {
        (true, false) => differences.push(format!("column `{name}` is not generated there")),
        (false, true) => differences.push(format!("column `{name}` is generated there")),
        _ => {}
    }
    if column.written == Written::Default && !known.default {
        differences.push(format!("column `{name}` has no default there"));
    }
    let collation = existing
        .clauses
        .collations
        .iter()
        .find(|(column, _)| column.eq_ignore_ascii_case(name))
        .map_or("binary", |(_, collation)| collation);
    let wanted = column.collate.unwrap_or("binary");
    if !collation.eq_ignore_ascii_case(wanted) {
        differences.push(format!(
            "column `{name}` is COLLATE {collation} there, not {wanted}"
        ));
    }
    if let Some(reference) = column.references {
        differences.extend(compare_reference(column, reference, existing));
    }
}

fn compare_table(table: &TableDef, existing: &Existing, differences: &mut Vec<String>) {
    let of_columns = table.columns.iter().filter_map(|column| column.check);
    let of_table = table.checks.iter().map(|check| check.expression);
    for check in of_columns.chain(of_table) {
        if !existing.clauses.checks.contains(&clause::normal(check)) {
            differences.push(format!("CHECK ({check}) is missing"));
        }
    }
    for (wanted, there, what) in [
        (table.strict, existing.clauses.strict, "STRICT"),
        (
            table.without_rowid,
            existing.clauses.without_rowid,
            "WITHOUT ROWID",
        ),
        (
            table.autoincrement,
            existing.clauses.autoincrement,
            "AUTOINCREMENT",
        ),
    ] {
        if wanted && !there {
            differences.push(format!("{what} is missing"));
        }
    }
}

fn compare_reference(
    column: &ColumnDef,
    reference: Reference,
    existing: &Existing,
) -> Option<String> {
    let parent = (reference.table)();
    let of_column = |known: &&ExistingReference| known.column.eq_ignore_ascii_case(column.name);
    let mut found = existing.references.iter().filter(of_column);
    let Some(known) = found.clone().find(|known| refers_to(known, parent)) else {
        return Some(match found.next() {
            Some(other) => format!(
                "the foreign key `{}` refers to `{}` there, not to `{}`",
                column.name,
                other.parent,
                parent.name()
            ),
            None => format!(
                "the foreign key `{}` to `{}` is missing",
                column.name,
                parent.name()
            ),
        });
    };
    let actions = [
        ("DELETE", reference.on_delete, &known.on_delete),
        ("UPDATE", reference.on_update, &known.on_update),
    ];
    actions.into_iter().find_map(|(verb, wanted, there)| {
        let wanted = action(wanted);
        (!there.eq_ignore_ascii_case(wanted)).then(|| {
            let name = column.name;
            format!("the foreign key `{name}` is ON {verb} {there} there, not {wanted}")
        })
    })
}

fn refers_to(known: &ExistingReference, parent: &TableDef) -> bool {
    let key = parent
        .primary_key
        .first()
        .and_then(|key| parent.columns.get(*key));
    known.parent.eq_ignore_ascii_case(parent.name())
        && match (&known.parent_column, key) {
            (Some(column), Some(key)) => column.eq_ignore_ascii_case(key.name),
            _ => true,
        }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "NO ACTION",
        Action::Restrict => "RESTRICT",
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
    }
}

/// What a column does with values: <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>
#[derive(Debug, PartialEq, Eq)]
enum Affinity {
    Text,
    Blob,
    Real,
    /// INTEGER and NUMERIC, which differ in CAST only.
    Numeric,
}

fn affinity(declared: &str) -> Affinity {
    let declared = declared.to_ascii_uppercase();
    let has = |parts: &[&str]| parts.iter().any(|part| declared.contains(part));
    if has(&["INT"]) {
        Affinity::Numeric
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        Affinity::Text
    } else if declared.is_empty() || has(&["BLOB"]) {
        Affinity::Blob
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}
