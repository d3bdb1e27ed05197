//! Rows written as values: what stands behind the verbs of `ActiveRecord`.
//!
//! An INSERT binds the struct where it is. An UPDATE and a DELETE are those of an entity, in an arena of
//! its own that is dropped afterwards; the watched entity of the row, if there is one, then takes the new
//! values.

use std::ops::ControlFlow;

use rustc_hash::FxHashSet;

use super::any_arena::AnyArena;
use super::arena::Arena;
use super::bind::{Binder, read_row_into, run};
use super::deleted::Taken;
use super::get::no_row;
use super::io::Io;
use super::keys::{Keys, NO_KEYS, column_value, done, in_row, referred_entity, sent_columns};
use super::plan::{Referent, plan};
use super::rekey::Written;
use super::run::key_of;
use super::session::Session;
use super::staged::round;
use super::state::Life;
use super::version::{Version, counted};
use crate::engine::{Lease, Prepared};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use crate::schema::{ColumnSet, Shape};
use crate::sql::{Conflict, Dialect, Insert, Item, Node, compile_insert};
use crate::value::{Constant, Sink, Value, ValueRef};

impl Session {
    /// The row with this key as the database has it now.
    pub(super) fn read_value<M: Model>(&mut self, key: &M::Key) -> Result<Option<M>> {
        self.meet_table(M::table());
        let mut found = None;
        let read = self
            .reader()
            .and_then(|reader| read_row_into(&reader, key, &mut found));
        match read {
            Ok(()) => Ok(found),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// All rows as the database has them now.
    #[track_caller]
    pub(super) fn read_values<M: Model>(&mut self) -> Result<Vec<M>> {
        self.autoflush()?;
        self.meet_table(M::table());
        let read = self.reader().and_then(|reader| {
            let mut rows = Vec::new();
            reader.with_statement(M::model_id(), M::table(), Shape::All, &mut |prepared| {
                prepared.query(&mut |row| {
                    rows.push(M::read(&row).map_err(|fault| in_row::<M>(fault, &row))?);
                    Ok(ControlFlow::Continue(()))
                })
            })?;
            Ok(rows)
        });
        self.checked(read)
    }

    /// Inserts a row; the struct with all that the database wrote.
    #[track_caller]
    pub(super) fn insert_value<M: Model>(&mut self, mut value: M) -> Result<M> {
        let table = M::table();
        self.begin_statement(table)?;
        self.meet_table(table);
        if !table.layout.references.is_empty() {
            self.put_key_of_entities(&mut value)?;
        }
        if table.layout.asks() {
            self.atomically(|session| session.insert_asking(&mut value))?;
            return Ok(value);
        }
        let mut inserted = false;
        let written = self.noting(|session| insert(&mut value, session.writer()?, &mut inserted));
        if let Err(error) = written {
            let error = self.failed(refused(&value, error));
            // What the database made of the row may not fit the struct: then the row must not stay.
            return Err(self.failed_alone(error, inserted));
        }
        Ok(value)
    }

    /// Inserts a row of which the database writes columns itself.
    fn insert_asking<M: Model>(&mut self, value: &mut M) -> Result<()> {
        self.note_write();
        let written = self
            .writer()
            .and_then(|lease| insert(value, lease, &mut false));
        written.map_err(|error| self.failed(refused(value, error)))
    }

    #[track_caller]
    pub(super) fn update_value<M: Model>(
        &mut self,
        key: &M::Key,
        change: impl FnOnce(&mut M),
    ) -> Result<M> {
        self.begin_statement(M::table())?;
        let current: M = self.read_value(key)?.ok_or_else(|| no_row::<M>(key))?;
        let mut arena = Arena::new();
        let index = arena.admit(current, Life::Persistent, self.moment());
        if let Some(value) = arena.touch(index) {
            change(value);
        }
        let written = self.write_value(arena, index)?;
        self.apply_value(key, Some(&written))?;
        if let ([column], true) = (M::table().primary_key, written.key() != *key) {
            let keys = (
                encoded::<M>(key, *column)?,
                column_value(&written, *column)?,
            );
            self.follow_rekey(M::table(), vec![keys], &Written::default())?;
        }
        Ok(written)
    }

    #[track_caller]
    pub(super) fn delete_value<M: Model>(&mut self, key: &M::Key) -> Result<()> {
        self.begin_statement(M::table())?;
        let current: M = self.read_value(key)?.ok_or_else(|| no_row::<M>(key))?;
        let mut arena = Arena::new();
        let index = arena.admit(current, Life::Persistent, self.moment());
        arena.doom(index)?;
        self.write_value(arena, index)?;
        self.apply_value::<M>(key, None)?;
        if let [column] = M::table().primary_key {
            let deleted = vec![(M::table(), vec![encoded::<M>(key, *column)?])];
            let unwatched = self.follow_delete(deleted, &Taken::default())?;
            self.follow_unwatched(unwatched)?;
        }
        Ok(())
    }

    /// Writes the one row of `arena`; its struct afterwards.
    fn write_value<M: Model>(&mut self, mut arena: Arena<M>, index: u32) -> Result<M> {
        if M::table().layout.asks() {
            self.atomically(|session| session.write_arena(&mut arena))?;
        } else {
            let written = self.write_arena(&mut arena);
            written.map_err(|error| self.failed_alone(error, false))?;
        }
        let slot = arena.slots.get_mut(index as usize);
        slot.and_then(|slot| slot.value.take())
            .ok_or_else(|| Error::misuse("the written row has no struct"))
    }

    fn write_arena<M: Model>(&mut self, arena: &mut Arena<M>) -> Result<()> {
        let mut works = Vec::new();
        arena.collect(0, &mut works)?;
        let mut keys = Keys::default();
        self.keys_of_references(&works, &mut keys)?;
        let plan = plan(&works)?;
        let written = self.writer().and_then(|lease| {
            let wanted = FxHashSet::default();
            let mut io = Io::new(lease, (&works, &plan), (&mut keys, &wanted), self.era);
            arena.persist(&plan.steps, &mut io)
        });
        self.checked(written)?;
        self.note_write();
        AnyArena::settle(arena, self.moment())
    }

    /// References to entities become those to their keys; they must have one by now.
    fn put_key_of_entities<M: Model>(&self, value: &mut M) -> Result<()> {
        for column in M::table().layout.references.iter() {
            if let Some(ticket) = referred_entity(&*value, column)? {
                let key = key_of(&self.arenas, self.id, ticket)?;
                done(M::table(), column, value.write_back(column, key.as_ref()))?;
            }
        }
        Ok(())
    }

    /// The keys of the entities that the row refers to; they must have one by now.
    fn keys_of_references(&self, works: &[super::plan::Work], keys: &mut Keys) -> Result<()> {
        for work in works {
            for (_, referent) in &work.refers {
                let Referent::Pending(ticket) = referent else {
                    continue;
                };
                keys.insert(*ticket, key_of(&self.arenas, self.id, *ticket)?);
            }
        }
        Ok(())
    }

    /// The watched entity of the row takes the new values, or is deleted.
    fn apply_value<M: Model>(&mut self, key: &M::Key, written: Option<&M>) -> Result<()> {
        let moment = self.moment();
        let arena = self.arena_mut::<M>()?;
        let Some(&index) = arena.by_key.get(key) else {
            return Ok(());
        };
        match written {
            None => arena.bury(index, moment),
            Some(written) => {
                arena.overwrite(index, written.clone(), moment);
                let new = written.key();
                if new != *key {
                    arena.by_key.remove(key);
                    arena.by_key.insert(new, index);
                }
                Ok(())
            }
        }
    }

    #[track_caller]
    pub(super) fn upsert_value<M: Model>(
        &mut self,
        mut value: M,
        unique: &[&'static str],
    ) -> Result<M> {
        let table = M::table();
        self.begin_statement(table)?;
        self.put_key_of_entities(&mut value)?;
        let columns = sent_columns(&value)?;
        let version = Version::first(&value)?;
        let stored = |column| match &version {
            Some(version) if version.column == column => Ok(version.next.clone()),
            _ => column_value(&value, column),
        };
        let params = columns.iter().map(stored);
        let params: Vec<Constant> = params
            .map(|value| value.map(Constant::from))
            .collect::<Result<_>>()?;
        let statement = upsert::<M>(columns, unique)?;
        let written = self.atomically(|session| {
            session.note_write();
            let mut written: Option<M> = None;
            let result = session.writer().and_then(|lease| {
                let params: Vec<&Constant> = params.iter().collect();
                lease.query(&statement, &params, &mut |row| {
                    written = Some(M::read(&row).map_err(|fault| in_row::<M>(fault, &row))?);
                    Ok(ControlFlow::Break(()))
                })
            });
            session.checked(result.map_err(|error| error.with_fields(&table.names())))?;
            written.ok_or_else(|| {
                Error::misuse(format!("the upsert into `{}` wrote no row", table.name()))
            })
        })?;
        self.apply_value(&written.key(), Some(&written))?;
        Ok(written)
    }
}

/// A key of one column as it is stored.
fn encoded<M: Model>(key: &M::Key, column: usize) -> Result<Value> {
    let mut stored = Value::Null;
    let format = M::table().columns[column].format;
    crate::model::Key::encode(key, 0, format, Sink::new(&mut stored))
        .map_err(crate::value::Fault::nowhere)?;
    Ok(stored)
}

/// INSERT .. ON CONFLICT (unique) DO UPDATE SET everything else .. RETURNING all columns.
fn upsert<M: Model>(columns: ColumnSet, unique: &[&'static str]) -> Result<String> {
    let table = M::table();
    let names: Vec<&'static str> = columns
        .iter()
        .map(|column| table.columns[column].name)
        .collect();
    let is_key = |name: &str| {
        table
            .primary_key
            .iter()
            .any(|key| table.columns[*key].name == name)
    };
    let version = counted(table);
    let counts = |name: &str| {
        version
            .as_ref()
            .is_some_and(|(counted, _)| *counted == name)
    };
    let set = names.iter().copied();
    let set = set.filter(|name| !unique.contains(name) && !is_key(name) && !counts(name));
    let set = set.collect();
    let insert = Insert {
        table: table.source,
        columns: names,
        rows: 1,
        conflict: Some(Conflict::Update {
            target: unique.to_vec(),
            set,
            assign: version.into_iter().collect(),
        }),
        returning: table
            .columns
            .iter()
            .map(|column| Item {
                node: Node::Column {
                    source: table.source,
                    name: column.name,
                },
                label: None,
            })
            .collect(),
    };
    Ok(compile_insert(&insert, Dialect::Sqlite)?.sql)
}

/// Inserts a row; the struct takes what the database wrote. Tells whether the row is there, where the
/// struct cannot take it.
fn insert<M: Model>(value: &mut M, lease: &Lease<'_>, inserted: &mut bool) -> Result<()> {
    let table = M::table();
    let columns = sent_columns(value)?;
    let version = Version::first(value)?;
    let shape = Shape::Insert(columns);
    lease.with_statement(M::model_id(), table, shape, &mut |prepared| {
        Binder::new(prepared, &NO_KEYS).row(value, columns, ColumnSet::EMPTY, version.as_ref())?;
        if table.layout.read_back_on_insert.is_empty() {
            return prepared.execute().map(|_| ());
        }
        run_and_read_back(prepared, value)
    })?;
    *inserted = true;
    // What is not sent is the key, which the database has assigned.
    for key in table.layout.sent.difference(columns).iter() {
        let rowid = ValueRef::Integer(lease.last_insert_rowid());
        done(table, key, value.write_back(key, rowid))?;
    }
    if let Some(Version { column, next, .. }) = version {
        done(table, column, value.write_back(column, next.as_ref()))?;
    }
    round(value)
}

/// Runs a bound INSERT; the struct takes what the database wrote.
#[inline(never)]
fn run_and_read_back<M: Model>(prepared: &mut Prepared<'_, '_>, value: &mut M) -> Result<()> {
    let read_back = M::table().layout.read_back_on_insert;
    if let Some(written) = run(prepared, value, read_back)?.1 {
        *value = written;
    }
    Ok(())
}

/// The error of an INSERT, telling the row.
#[cold]
fn refused<M: Model>(value: &M, error: Error) -> Error {
    // What does not fit a column is told of the column.
    if error.kind() == ErrorKind::Value && error.constraint().is_none() {
        return error;
    }
    let table = M::table();
    let error = error.with_fields(&table.names());
    let mut refused = String::new();
    super::describe::push_refused(value, &error, &mut refused);
    let context = format!("inserting into `{}` {refused}", table.name());
    error.with_context(context.trim_end())
}
