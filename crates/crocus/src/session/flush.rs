//! Flush: collect what changed, plan, write it in one savepoint, then apply it to memory.

use rustc_hash::FxHashSet;

use super::any_arena::AnyArena;
use super::arenas::Arenas;
use super::deleted::Taken;
use super::io::{Batches, Io};
use super::keys::Keys;
use super::plan::{Kind, Plan, Step, Work, plan};
use super::rekey::Written;
use super::session::{Purpose, Session, needs_transaction};
use super::updates::Alike;
use crate::engine::Lease;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::TableDef;
use crate::value::{Ticket, Value};

impl Session {
    /// Writes all changes of watched entities; begins the transaction when none is open.
    ///
    /// It is atomic: when a statement fails, the database and memory are as before, and the
    /// transaction is usable. When code of the program panics in it, the transaction is rolled back,
    /// and memory is what it was at the last commit.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// let post = s.add(Post::builder().title("Notes").author(ada).build());
    /// s.flush()?; // the user first: the post takes her key
    /// assert_eq!((s[ada].id, s[post].id), (1, 1));
    /// s.rollback()?; // nothing was committed
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database refuses, with table, columns and row; `Stale` when a row was changed or
    /// deleted by others since it was read; `ReadOnly` in `engine.read`.
    #[track_caller]
    pub fn flush(&mut self) -> Result<()> {
        self.check_open()?;
        if !self.has_changes() {
            return Ok(());
        }
        let alike = self.alike();
        self.flush_changes(alike)
    }

    /// The same, and commits.
    #[track_caller]
    pub(super) fn flush_and_commit(&mut self) -> Result<()> {
        self.check_open()?;
        if self.has_changes() {
            match self.alike() {
                Some((model, alike)) if alike.is_exact => return self.commit_alike(model, alike),
                alike => self.flush_changes(alike)?,
            }
        }
        let committed = self.lease.held().map_or(Ok(()), Lease::commit);
        self.checked(committed)
    }

    #[track_caller]
    fn flush_changes(&mut self, alike: Option<(u32, Alike)>) -> Result<()> {
        if let Some((model, alike)) = alike {
            let settle = |session: &mut Session, ()| session.settle_alike(model);
            return self.write_alike(model, alike, settle);
        }
        let mut works = Vec::new();
        for arena in self.arenas.iter() {
            arena.collect(self.id, &mut works)?;
        }
        let mut keys = Keys::default();
        let wanted = self.resolve(&mut works, &mut keys)?;
        if !keys.is_empty() {
            for work in &mut works {
                work.resolve(&keys);
            }
        }
        self.collect_uniques(&mut works, &keys)?;
        let plan = plan(&works)?;
        if plan.steps.is_empty() {
            return self.settle(&works, &plan, &Outcome::default());
        }
        if self.purpose == Purpose::Read {
            return Err(read_only(works.first().map(|work| work.table)));
        }
        self.begin_write()?;
        let write = |session: &mut Session| session.write(&works, &plan, keys, &wanted);
        let settle = |session: &mut Session, outcome| session.settle(&works, &plan, &outcome);
        // What the database is asked for may turn out not to be readable after it was written.
        let asks = works.iter().any(|work| work.table.layout.asks());
        self.write_and_settle(plan.steps.len() + usize::from(asks), write, settle)
    }

    /// The only model with changes, where all of them are updates of the same columns.
    fn alike(&self) -> Option<(u32, Alike)> {
        let arenas = self.arenas.numbered();
        let mut changed = arenas.filter(|(_, arena)| arena.has_changes());
        match (changed.next(), changed.next()) {
            (Some((model, arena)), None) => Some((model, arena.alike()?)),
            _ => None,
        }
    }

    /// Writes them, then tells memory.
    #[track_caller]
    fn write_alike(
        &mut self,
        model: u32,
        alike: Alike,
        settle: impl FnOnce(&mut Session, ()) -> Result<()>,
    ) -> Result<()> {
        if self.purpose == Purpose::Read {
            let arena = self.arenas.at(model);
            return Err(read_only(arena.map(AnyArena::table)));
        }
        self.begin_write()?;
        let write = |session: &mut Session| {
            let lease = session.lease.held().ok_or_else(needs_transaction)?;
            match session.arenas.at_mut(model) {
                Some(arena) => arena.update_alike(alike, session.id, lease, session.era),
                None => Ok(()),
            }
        };
        self.write_and_settle(alike.rows, write, settle)
    }

    fn settle_alike(&mut self, model: u32) -> Result<()> {
        let moment = self.moment();
        match self.arenas.at_mut(model) {
            Some(arena) => arena.settle_alike(moment),
            None => Ok(()),
        }
    }

    /// Writes them and commits: what is committed before memory is told needs no images for a rollback.
    #[track_caller]
    fn commit_alike(&mut self, model: u32, alike: Alike) -> Result<()> {
        let mut committed = Ok(());
        self.write_alike(model, alike, |session, ()| {
            committed = session.writer().and_then(Lease::commit);
            if committed.is_err() {
                return session.settle_alike(model);
            }
            let era = session.era;
            if let Some(arena) = session.arenas.at_mut(model) {
                arena.settle_committed(era);
            }
            Ok(())
        })?;
        self.checked(committed)
    }

    /// Runs so many statements, then tells memory what they did: both, or neither.
    fn write_and_settle<T>(
        &mut self,
        statements: usize,
        write: impl FnOnce(&mut Session) -> Result<T>,
        settle: impl FnOnce(&mut Session, T) -> Result<()>,
    ) -> Result<()> {
        self.guarded("the program panicked in a flush", |session| {
            let written = match session.write_whole(statements, write) {
                Ok(written) => written,
                Err(error) => {
                    for arena in session.arenas.iter_mut() {
                        arena.discard_staged();
                    }
                    return Err(error);
                }
            };
            session.note_write();
            let settled = settle(session, written);
            if let Err(error) = &settled {
                // Memory knows only half of what was written: neither may stay.
                session.end_early(&error.to_string());
            }
            settled
        })
    }

    /// Runs so many statements, which the database keeps all or none of.
    fn write_whole<T>(
        &mut self,
        statements: usize,
        write: impl FnOnce(&mut Session) -> Result<T>,
    ) -> Result<T> {
        if statements > 1 {
            let level = self.level();
            self.begin_savepoint(level)?;
            let written = write(self);
            return self.end_savepoint(level, written);
        }
        let before = self.lease.held().map(Lease::total_changes);
        let written = write(self);
        self.whole_or_nothing(before, written)
    }

    /// One statement needs no savepoint, unless a trigger ends it by
    /// [`RAISE(FAIL)`](https://www.sqlite.org/lang_createtrigger.html#raise): what it had written by then
    /// stays, and only the end of the transaction takes it back.
    fn whole_or_nothing<T>(&mut self, before: Option<u64>, written: Result<T>) -> Result<T> {
        let written = self.checked(written);
        let after = self.lease.held().map(Lease::total_changes);
        // What a broken foreign key takes back SQLite counts all the same.
        if let Err(error) = &written
            && error.kind() != ErrorKind::ForeignKey
            && after.is_some()
            && after != before
        {
            self.end_early(&error.to_string());
            self.reread_suspects()?;
        }
        written
    }

    /// Runs the statements, in the savepoint that was begun where there is more than one.
    fn write(
        &mut self,
        works: &[Work],
        plan: &Plan,
        mut keys: Keys,
        wanted: &FxHashSet<Ticket>,
    ) -> Result<Outcome> {
        let lease = self.lease.held().ok_or_else(needs_transaction)?;
        let mut io = Io::new(lease, (works, plan), (&mut keys, wanted), self.era);
        let mut written = write_runs(&mut self.arenas, &mut io);
        if written.is_err() && io.batches == Batches::Failed && lease.in_transaction() {
            lease.rewind(self.level())?;
            for arena in self.arenas.iter_mut() {
                arena.discard_staged();
            }
            io.keys.retain(|ticket, _| !wanted.contains(ticket));
            io.absent.clear();
            io.cascaded = false;
            io.moved.clear();
            io.rekeyed.clear();
            io.batches = Batches::Forbidden;
            written = write_runs(&mut self.arenas, &mut io);
        }
        written?;
        if let Some(before) = &io.broken {
            lease.check_references(before)?;
        }
        Ok(Outcome {
            absent: io.absent,
            cascaded: io.cascaded,
        })
    }

    /// Applies what was written to memory, and what the database did by itself.
    fn settle(&mut self, works: &[Work], plan: &Plan, outcome: &Outcome) -> Result<()> {
        let moment = self.moment();
        for arena in self.arenas.iter_mut() {
            arena.settle(moment)?;
        }
        let mut deleted: Vec<(&'static TableDef, Vec<Value>)> = Vec::new();
        for step in &plan.steps {
            // A row that is replaced stays, and so does what refers to it.
            let Step::Delete { work } = *step else {
                continue;
            };
            let Work { table, ticket, .. } = works[work];
            if let Some([key]) = works[work].key.as_deref()
                && !outcome.absent.contains(&ticket)
            {
                match deleted.last_mut() {
                    Some((last, keys)) if std::ptr::eq(*last, table) => keys.push(key.clone()),
                    _ => deleted.push((table, vec![key.clone()])),
                }
            }
        }
        if deleted.is_empty() {
            return self.follow_rekeyed(works);
        }
        let inserted = self.inserted_keys(works)?;
        let taken = Taken::new(&inserted, Written::by(works));
        let unwatched = self.follow_delete(deleted, &taken)?;
        self.follow_rekeyed(works)?;
        // What refers to keys that have changed refers to the new ones by now.
        if outcome.cascaded {
            self.follow_unwatched(unwatched)?;
        }
        Ok(())
    }

    /// The keys of the rows that the flush has inserted.
    fn inserted_keys(&self, works: &[Work]) -> Result<Vec<(&'static TableDef, Value)>> {
        let mut keys = Vec::new();
        for work in works.iter().filter(|work| work.kind == Kind::Insert) {
            let key = self.key_of_ticket(work.ticket)?;
            keys.extend(key.map(|key| (work.table, key)));
        }
        Ok(keys)
    }

    /// What refers to rows whose keys this flush has changed, table by table.
    fn follow_rekeyed(&mut self, works: &[Work]) -> Result<()> {
        if works.iter().all(|work| work.rekey.is_none()) {
            return Ok(());
        }
        let written = Written::by(works);
        for run in works.chunk_by(|one, two| std::ptr::eq(one.table, two.table)) {
            if run.iter().all(|work| work.rekey.is_none()) {
                continue;
            }
            let mut keys = Vec::new();
            for work in run {
                let Some(arena) = self.arenas.at(work.ticket.model) else {
                    continue;
                };
                let new = arena.key_value(work.ticket.index, work.ticket.generation)?;
                match (new, &work.rekey, work.kind) {
                    (Some(new), Some((old, _)), _) => keys.push((old.clone(), new)),
                    // It may have got the key that another row had.
                    (Some(new), None, Kind::Insert) => keys.push((new.clone(), new)),
                    _ => {}
                }
            }
            if let Some(first) = run.first() {
                self.follow_rekey(first.table, keys, &written)?;
            }
        }
        Ok(())
    }
}

/// What a flush learned from its statements.
#[derive(Debug, Default)]
struct Outcome {
    /// See [`Io::absent`].
    absent: Vec<Ticket>,
    /// See [`Io::cascaded`].
    cascaded: bool,
}

/// Writes runs of steps of one model each.
fn write_runs(arenas: &mut Arenas, io: &mut Io<'_>) -> Result<()> {
    let (works, plan) = (io.works, io.plan);
    let model = |step: &Step| works[step.work()].ticket.model;
    for run in plan.steps.chunk_by(|one, two| model(one) == model(two)) {
        let Some(first) = run.first() else { continue };
        if let Some(arena) = arenas.at_mut(model(first)) {
            arena.persist(run, io)?;
        }
    }
    Ok(())
}

#[cold]
fn read_only(table: Option<&TableDef>) -> Error {
    let table = table.map_or("", TableDef::name);
    Error::new(
        ErrorKind::ReadOnly,
        format!("`engine.read` only reads, but rows of `{table}` were changed: use `engine.write`"),
    )
}
