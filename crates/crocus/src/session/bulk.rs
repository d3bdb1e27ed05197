//! How a statement that changes or deletes many rows at once is run.
//!
//! It flushes first and keeps tracked entities true: while the session tracks rows of the table, the
//! statement returns what it changed.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::any_arena::AnyArena;
use super::deleted::Taken;
use super::keys::{in_row, key_values};
use super::session::Session;
use super::version::counted;
use crate::engine::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use crate::schema::TableDef;
use crate::sql::{self, Item, Node, Texts};
use crate::value::{Constant, Row};

pub(super) fn all_items(table: &'static TableDef) -> Vec<Item> {
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
    pub(super) fn watches<M: Model>(&self) -> bool {
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
    pub(super) fn run_statement(
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
    pub(super) fn take_over<M: Model>(&mut self, fresh: Vec<M>) -> Result<()> {
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
}

/// Takes the whole row that stands behind the `own` columns of a statement on a watched table.
pub(super) fn take_watched<M: Model>(
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
pub(super) fn width(items: &[Item]) -> usize {
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
