//! How a statement that changes many rows at once is run.
//!
//! It flushes first and keeps tracked entities true: while the session tracks rows of the table, the
//! statement returns what it changed.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::any_arena::AnyArena;
use super::bind::Binder;
use super::deleted::Taken;
use super::keys::{Keys, column_value, in_row, key_values, referred_entity, sent_columns};
use super::run::key_of;
use super::session::Session;
use super::version::{Version, counted};
use crate::engine::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use crate::query::InsertAll;
use crate::schema::{ColumnSet, Shape, TableDef};
use crate::sql::{
    self, Conflict, Dialect, Insert, Item, Node, Params, Texts, compile_insert, lent,
};
use crate::value::{Constant, Row};

/// As many parameters as SQLite takes in one statement at least, in every version since 3.32.
const MOST_PARAMETERS: usize = 32_766;
/// More rows in one statement are not faster, and its text is not worth keeping.
const MOST_ROWS: usize = 100;

fn all_items(table: &'static TableDef) -> Vec<Item> {
    let columns = table.columns.iter();
    columns
        .map(|column| Item {
            node: Node::Column {
                source: table.source,
                name: column.name,
            },
            label: None,
        })
        .collect()
}

/// The error of a value that does not fit, naming the columns that were to take what SQLite calculates.
#[cold]
fn naming_calculated(tree: &sql::Update, error: Error) -> Error {
    let calculated = tree.set.iter().filter_map(|(name, node)| match node {
        Node::Value(_) => None,
        _ => Some(format!("`{}.{name}`", tree.table.table)),
    });
    let calculated: Vec<String> = calculated.collect();
    // What did not come to run names its column itself.
    let ran = error.statement().is_some();
    if error.kind() != ErrorKind::Value || !ran || calculated.is_empty() {
        return error;
    }
    error.with_context(&format!("setting {}", calculated.join(", ")))
}

/// Runs a statement with these values; how many rows it changed.
type Run<'a> = &'a mut dyn FnMut(&str, &[&Constant]) -> Result<usize>;

impl Session {
    /// Whether any row of the model is watched, so that statements must tell what they changed.
    fn watches<M: Model>(&self) -> bool {
        self.arena::<M>()
            .is_some_and(|arena| !AnyArena::is_empty(arena))
    }

    #[track_caller]
    pub(super) fn update_rows<M: Model>(
        &mut self,
        tree: &sql::Update,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        let table = M::table();
        self.begin_statement(table)?;
        // Rows of other models may refer to a key.
        let unwatched = self.arenas.is_empty() || !self.watches::<M>() && !sets_key(table, tree);
        if unwatched && tree.returning.is_none() && table.version().is_none() {
            return self.update_unwatched(table, tree);
        }
        self.update_watched::<M>(tree, each)
    }

    /// An UPDATE that tells its rows to those who watch them, or ask for them.
    #[inline(never)]
    fn update_watched<M: Model>(
        &mut self,
        tree: &sql::Update,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        let table = M::table();
        let own = width(tree.returned());
        let watched = self.watches::<M>();
        let asked = tree;
        let mut tree = Cow::Borrowed(tree);
        if let Some((name, next)) = counted(table)
            && !tree.set.iter().any(|(set, _)| *set == name)
        {
            tree.to_mut().set.push((name, next));
        }
        if watched {
            let returning = &mut tree.to_mut().returning;
            returning.get_or_insert_default().extend(all_items(table));
        }
        let mut fresh: Vec<M> = Vec::new();
        let answers = watched || own > 0;
        let changed = self.run_whole(|texts, run| texts.update(&tree, run), answers, &mut |row| {
            each(row)?;
            take_watched(row, own, watched, &mut fresh)
        });
        let changed =
            changed.map_err(|error| naming_calculated(asked, error).with_fields(&table.names()))?;
        self.take_over(fresh)?;
        if sets_key(table, &tree) {
            let moment = self.moment();
            if let (Some(lease), true) = (self.lease.held(), watched) {
                self.arenas.of_mut::<M>()?.read_again(lease, moment)?;
            }
            self.read_referring(table)?;
        }
        Ok(changed)
    }

    #[track_caller]
    pub(super) fn delete_rows<M: Model>(
        &mut self,
        tree: sql::Delete<'_>,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        let table = M::table();
        self.begin_statement(table)?;
        // Rows of other tables may go with these: whoever is watched, the keys are needed.
        let watched = self.arenas.iter().any(|arena| !arena.is_empty());
        if !watched && tree.returning.is_empty() {
            return self.delete_unwatched(table, &tree);
        }
        self.delete_watched::<M>(tree, watched, each)
    }

    /// The same of a DELETE.
    #[inline(never)]
    fn delete_watched<M: Model>(
        &mut self,
        tree: sql::Delete<'_>,
        watched: bool,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        let table = M::table();
        let own = width(tree.returning);
        let mut returning = tree.returning.to_vec();
        if watched {
            returning.extend(all_items(table));
        }
        let tree = sql::Delete {
            returning: &returning,
            ..tree
        };
        let mut gone: Vec<M> = Vec::new();
        let before = self.writer()?.total_changes();
        let answers = watched || own > 0;
        let changed = self.run_whole(|texts, run| texts.delete(&tree, run), answers, &mut |row| {
            each(row)?;
            take_watched(row, own, watched, &mut gone)
        });
        let changed = changed.map_err(|error| error.with_fields(&table.names()))?;
        let written = self.writer()?.total_changes() - before;
        let cascaded = written > u64::try_from(changed).unwrap_or_default();
        let moment = self.moment();
        let mut keys = Vec::new();
        for row in gone {
            let arena = self.arena_mut::<M>()?;
            if let Some(&index) = arena.by_key.get(&row.key()) {
                arena.bury(index, moment)?;
            }
            if let [_] = table.primary_key {
                keys.extend(key_values(&row)?);
            }
        }
        let unwatched = self.follow_delete(vec![(table, keys)], &Taken::default())?;
        if cascaded {
            self.follow_unwatched(unwatched)?;
        }
        Ok(changed)
    }

    /// An UPDATE that no entity and nobody else needs to know of.
    fn update_unwatched(&mut self, table: &'static TableDef, tree: &sql::Update) -> Result<usize> {
        self.run_unwatched(table, |session, lease| {
            let texts = lease.texts()?;
            match texts.update_at_a_glance(tree) {
                Some((sql, values)) => lease.execute_in_place(&sql, &values),
                None => session.update_of_any_shape(lease, tree),
            }
        })
    }

    /// Not inlined, so that the way of statements that are known at a glance stays short.
    #[inline(never)]
    fn update_of_any_shape(&self, lease: &Lease<'_>, tree: &sql::Update) -> Result<usize> {
        let texts = lease.texts()?;
        let updated = texts.update(tree, |sql, values| self.execute(lease, sql, values));
        updated.map_err(|error| naming_calculated(tree, error))
    }

    /// A DELETE of the same kind.
    fn delete_unwatched(
        &mut self,
        table: &'static TableDef,
        tree: &sql::Delete<'_>,
    ) -> Result<usize> {
        self.run_unwatched(table, |session, lease| {
            let texts = lease.texts()?;
            match texts.delete_at_a_glance(tree) {
                Some((sql, values)) => lease.execute_in_place(&sql, &values),
                None => session.delete_of_any_shape(lease, tree),
            }
        })
    }

    #[inline(never)]
    fn delete_of_any_shape(&self, lease: &Lease<'_>, tree: &sql::Delete<'_>) -> Result<usize> {
        let texts = lease.texts()?;
        texts.delete(tree, |sql, values| self.execute(lease, sql, values))
    }

    #[inline]
    fn run_unwatched(
        &mut self,
        table: &'static TableDef,
        statement: impl FnOnce(&Session, &Lease<'_>) -> Result<usize>,
    ) -> Result<usize> {
        match self.noting(|session| statement(session, session.writer()?)) {
            Ok(changed) => Ok(changed),
            Err(error) => {
                let error = self.failed(error).with_fields(&table.names());
                Err(self.failed_alone(error, false))
            }
        }
    }

    /// The error of a statement that stands in no savepoint. Where it has left what it had written, only
    /// the end of the transaction takes that back.
    #[cold]
    pub(super) fn failed_alone(&mut self, error: Error, written: bool) -> Error {
        if written || error.leaves_rows() {
            self.end_early(&error.to_string());
            // What cannot be read now is read at the next rollback; the first error is the cause.
            let _ = self.reread_suspects();
        }
        error
    }

    /// Runs a statement that answers no rows; the keys of entities stand in for their tickets.
    #[inline]
    fn execute(&self, lease: &Lease<'_>, sql: &str, values: &[&Constant]) -> Result<usize> {
        self.with_keys(values, |values| lease.execute(sql, values))
    }

    /// Runs a statement that writes, and undoes it when a row that it returns cannot be read; `answers` tells
    /// whether it returns any.
    fn run_whole(
        &mut self,
        statement: impl FnOnce(&Texts, Run<'_>) -> Result<usize>,
        answers: bool,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        if !answers {
            let changed = self.run_statement(statement, answers, each);
            return changed.map_err(|error| self.failed_alone(error, false));
        }
        self.atomically(|session| session.run_statement(statement, answers, each))
    }

    /// Runs a statement that writes; how many rows it changed.
    fn run_statement(
        &mut self,
        statement: impl FnOnce(&Texts, Run<'_>) -> Result<usize>,
        answers: bool,
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        let result = self.noting(|session| {
            let lease = session.writer()?;
            statement(lease.texts()?, &mut |sql, values| {
                if !answers {
                    return session.execute(lease, sql, values);
                }
                session.with_keys(values, |values| {
                    let mut rows = 0;
                    lease.query(sql, values, &mut |row| {
                        rows += 1;
                        each(row)?;
                        Ok(ControlFlow::Continue(()))
                    })?;
                    Ok(rows)
                })
            })
        });
        self.checked(result)
    }

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

    /// Runs `body` in a savepoint of the database: it writes everything or nothing.
    pub(super) fn atomically<T>(
        &mut self,
        body: impl FnOnce(&mut Session) -> Result<T>,
    ) -> Result<T> {
        let level = self.level();
        self.begin_savepoint(level)?;
        let result = self.guarded("the program panicked while it read a row", body);
        self.end_savepoint(level, result)
    }

    /// Watched entities take the values of the rows that a statement wrote.
    fn take_over<M: Model>(&mut self, fresh: Vec<M>) -> Result<()> {
        if fresh.is_empty() {
            return Ok(());
        }
        let moment = self.moment();
        let arena = self.arena_mut::<M>()?;
        for row in fresh {
            if let Some(&index) = arena.by_key.get(&row.key()) {
                arena.overwrite(index, row, moment);
            }
        }
        Ok(())
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

/// Takes the whole row that stands behind the `own` columns of a statement on a watched table.
fn take_watched<M: Model>(
    row: Row<'_>,
    own: usize,
    watched: bool,
    rows: &mut Vec<M>,
) -> Result<()> {
    if watched {
        let row = row.skip(own);
        rows.push(M::read(&row).map_err(|fault| in_row::<M>(fault, &row))?);
    }
    Ok(())
}

/// How many columns these items have in the result.
#[inline]
fn width(items: &[Item]) -> usize {
    if items.is_empty() {
        return 0;
    }
    items.iter().flat_map(Item::names).count()
}

/// Whether an UPDATE may change keys.
fn sets_key(table: &TableDef, tree: &sql::Update) -> bool {
    let mut key = table.primary_key.iter();
    key.any(|key| {
        let name = table.columns[*key].name;
        tree.set.iter().any(|(set, _)| *set == name)
    })
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
