//! How many rows are inserted at once: chunk by chunk, one statement each.

use std::borrow::Cow;

use super::bind::Binder;
use super::bulk::{all_items, take_watched, width};
use super::keys::{Keys, column_value, referred_entity, sent_columns};
use super::run::key_of;
use super::session::Session;
use super::version::{Version, counted};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::InsertAll;
use crate::schema::{ColumnSet, Shape};
use crate::sql::{Conflict, Dialect, Insert, Params, compile_insert, lent};
use crate::value::Row;

/// As many parameters as SQLite takes in one statement at least, in every version since 3.32.
const MOST_PARAMETERS: usize = 32_766;
/// More rows in one statement are not faster, and its text is not worth keeping.
const MOST_ROWS: usize = 100;

impl Session {
    #[track_caller]
    pub(super) fn insert_rows<M: Model, O>(
        &mut self,
        insert: &InsertAll<M, O>,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        if insert.rows.is_empty() {
            return Ok(0);
        }
        self.begin_statement(M::table())?;
        let mut fresh: Vec<M> = Vec::new();
        let length = match insert.rows.first() {
            Some(first) => chunk_length(&insert.rows, sent_columns(first)?)?,
            None => 0,
        };
        // One statement is all or nothing by itself, unless a row that it returns cannot be read.
        let plain = insert.returning.is_empty() && insert.conflict.is_none();
        let inserted = if plain && insert.rows.len() <= length {
            let inserted = self.insert_chunks(insert, each, &mut fresh);
            inserted.map_err(|error| self.failed_alone(error, false))
        } else {
            self.atomically(|session| session.insert_chunks(insert, each, &mut fresh))
        };
        let inserted = inserted.map_err(|error| error.with_fields(&M::table().names()))?;
        self.take_over(fresh)?;
        Ok(inserted)
    }

    fn insert_chunks<M: Model, O>(
        &mut self,
        insert: &InsertAll<M, O>,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
        fresh: &mut Vec<M>,
    ) -> Result<usize> {
        let mut total = 0;
        let mut rest = insert.rows.as_slice();
        while let Some(first) = rest.first() {
            let columns = sent_columns(first)?;
            let length = chunk_length(rest, columns)?;
            let (chunk, after) = rest.split_at(length);
            let before = insert.rows.len() - rest.len();
            let inserted = self.insert_chunk(insert, chunk, columns, each, fresh);
            total += inserted.map_err(|error| inserting(error, &insert.rows, before, length))?;
            rest = after;
        }
        Ok(total)
    }

    fn insert_chunk<M: Model, O>(
        &mut self,
        insert: &InsertAll<M, O>,
        rows: &[M],
        columns: ColumnSet,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
        fresh: &mut Vec<M>,
    ) -> Result<usize> {
        let table = M::table();
        let own = width(&insert.returning);
        if insert.conflict.is_none() && own == 0 {
            return self.insert_plain_rows(rows, columns);
        }
        let updates = matches!(insert.conflict, Some(Conflict::Update { .. }));
        let watched = updates && self.watches::<M>();
        let mut returning = insert.returning.clone();
        if watched {
            returning.extend(all_items(table));
        }
        let tree = Insert {
            table: table.source,
            columns: columns
                .iter()
                .map(|column| table.columns[column].name)
                .collect(),
            rows: rows.len(),
            conflict: insert
                .conflict
                .clone()
                .map(|conflict| counting::<M>(conflict)),
            returning,
        };
        let conflict = compile_insert(&tree, Dialect::Sqlite)?;
        let mut params = Params::with_capacity(columns.len() * rows.len());
        for row in rows {
            let version = Version::first(row)?;
            for column in columns.iter() {
                params.push(Cow::Owned(match &version {
                    Some(version) if version.column == column => version.next.clone().into(),
                    _ => column_value(row, column)?.into(),
                }));
            }
        }
        params.extend(conflict.params);
        let answers = watched || own > 0;
        self.run_statement(
            |_, run| run(&conflict.sql, &lent(&params)),
            answers,
            &mut |row| {
                each(row)?;
                take_watched(row, own, watched, fresh)
            },
        )
    }

    /// Inserts rows of which nothing is asked: their values are bound where they are.
    fn insert_plain_rows<M: Model>(&mut self, rows: &[M], columns: ColumnSet) -> Result<usize> {
        let keys = self.keys_of_referred(rows)?;
        let shape = Shape::InsertMany(columns, rows.len());
        let mut inserted = 0;
        let written = self.noting(|session| {
            let lease = session.writer()?;
            lease.with_statement(M::model_id(), M::table(), shape, &mut |prepared| {
                let mut binder = Binder::new(prepared, &keys);
                for row in rows {
                    let version = Version::first(row)?;
                    binder.row(row, columns, ColumnSet::EMPTY, version.as_ref())?;
                }
                inserted = prepared.execute()?;
                Ok(())
            })
        });
        self.checked(written)?;
        Ok(inserted)
    }

    /// The keys of the entities that the rows refer to.
    fn keys_of_referred<M: Model>(&self, rows: &[M]) -> Result<Keys> {
        let mut keys = Keys::default();
        for column in M::table().layout.references.iter() {
            for row in rows {
                if let Some(ticket) = referred_entity(row, column)?
                    && !keys.contains_key(&ticket)
                {
                    keys.insert(ticket, key_of(&self.arenas, self.id, ticket)?);
                }
            }
        }
        Ok(keys)
    }
}

/// The error of a chunk of these rows: SQLite does not say which of a statement's rows it refused.
#[cold]
fn inserting<M: Model>(error: Error, rows: &[M], before: usize, chunk: usize) -> Error {
    let table = M::table().name();
    let (first, last) = (before + 1, before + chunk);
    match (rows.len(), chunk) {
        (1, _) => error,
        (_, 1) => error.with_context(&format!("inserting row {first} into `{table}`")),
        _ => error.with_context(&format!("inserting rows {first} to {last} into `{table}`")),
    }
}

/// How many rows of the list's start go into one statement: those that send the same columns.
fn chunk_length<M: Model>(rows: &[M], columns: ColumnSet) -> Result<usize> {
    if columns.is_empty() {
        return Ok(1);
    }
    let most = (MOST_PARAMETERS / columns.len())
        .clamp(1, MOST_ROWS)
        .min(rows.len());
    let mut length = 1;
    while length < most && sent_columns(&rows[length])? == columns {
        length += 1;
    }
    Ok(length)
}

/// An update by conflict counts the version up, as every update does.
fn counting<M: Model>(mut conflict: Conflict) -> Conflict {
    if let Conflict::Update { set, assign, .. } = &mut conflict
        && let Some((name, next)) = counted(M::table())
        && !set.contains(&name)
    {
        assign.push((name, next));
    }
    conflict
}
