//! A whole model.

use syn::ext::IdentExt;

use super::field::{self, Position};
use super::{index, key, name, version};
use crate::attr::Draft;
use crate::case;
use crate::errors::Errors;
use crate::ir::{Check, Field, Model};
use crate::place::Place;

/// The greatest number of columns: as many as a `ColumnSet` tells apart.
const MAX_COLUMNS: usize = 128;

/// What a model means; whatever is reported on the way, the caller looks at `errors`.
pub(crate) fn model(errors: &Errors, draft: &Draft<'_>) -> Model {
    let container = &draft.container;
    let key = key::key(errors, draft);
    let place = Place::of(draft.input);
    let fields = fields(errors, draft, &key, place);
    let position = |field: usize| {
        fields
            .get(field)
            .and_then(|field: &Field| Some(field.column.as_ref()?.position))
    };
    let indexes = index::indexes(errors, draft, position);
    names(errors, draft, &fields);
    version::only_one(errors, draft);
    let name = &draft.input.ident;
    let default = || case::table(&name.unraw().to_string());
    Model {
        name: name.clone(),
        place,
        vis: draft.input.vis.clone(),
        krate: container.krate.value().cloned(),
        table: container
            .table
            .value()
            .map_or_else(default, syn::LitStr::value),
        autoincrement: draft
            .fields
            .iter()
            .any(|field| field.column.autoincrement.written()),
        fields,
        key,
        indexes,
        checks: checks(draft),
        strict: container.strict.written(),
        without_rowid: container.without_rowid.written(),
        view: container.view.written(),
    }
}

fn fields(errors: &Errors, draft: &Draft<'_>, key: &[usize], whole: Place) -> Vec<Field> {
    let mut position = 0;
    let mut fields = Vec::new();
    for (at, field) in draft.fields.iter().enumerate() {
        if position == MAX_COLUMNS && !field.column.skip.written() {
            let message =
                format!("a table has at most {MAX_COLUMNS} columns, and this is one more");
            errors.at(field.ident.span(), message);
        }
        let is_key = key.contains(&at);
        let whole_key = is_key && key.len() == 1 && !draft.container.primary_key.written();
        let position_of = Position {
            model: &draft.input.ident,
            whole,
            column: position,
            key: is_key,
            whole_key,
        };
        let field = field::field(errors, field, position_of);
        position += usize::from(field.column.is_some());
        fields.push(field);
    }
    fields
}

fn names(errors: &Errors, draft: &Draft<'_>, fields: &[Field]) {
    let columns = || {
        let pairs = fields.iter().zip(&draft.fields);
        pairs.filter_map(|(field, draft)| Some((field.column.as_ref()?, draft)))
    };
    name::distinct(
        errors,
        "column",
        columns().map(|(column, draft)| {
            let span = draft
                .column
                .name
                .value()
                .map_or(draft.ident.span(), syn::LitStr::span);
            (column.name.to_lowercase(), draft, span)
        }),
    );
    name::distinct(
        errors,
        "constant",
        columns().map(|(column, draft)| {
            (
                column.constant.unraw().to_string(),
                draft,
                column.constant.span(),
            )
        }),
    );
}

fn checks(draft: &Draft<'_>) -> Vec<Check> {
    let checks = draft.container.checks.iter();
    checks
        .map(|check| Check {
            name: check.name.as_ref().map(syn::LitStr::value),
            expression: check.expression.value(),
        })
        .collect()
}
