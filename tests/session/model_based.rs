//! Random conversations, compared with a small model after every step.
//!
//! `CROCUS_STEPS` sets how many steps are taken, `CROCUS_SEED` the first seed.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crocus::prelude::*;
use crocus::{ErrorKind, Result};

use super::reference::{BADGE, Life, Link, MEMBER, Reference, Refused, TEAM, Value};

#[derive(Debug, Clone, Model)]
pub(super) struct Team {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) n: i64,
}

#[derive(Debug, Clone, Model)]
pub(super) struct Member {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(on_delete = Cascade)]
    pub(super) team: ForeignKey<Team>,
    pub(super) n: i64,
}

#[derive(Debug, Clone, Model)]
pub(super) struct Badge {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(on_delete = SetNull)]
    pub(super) owner: Option<ForeignKey<Team>>,
    #[column(unique)]
    pub(super) n: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ticket {
    Team(Entity<Team>),
    Member(Entity<Member>),
    Badge(Entity<Badge>),
}

macro_rules! each {
    ($ticket:expr, $entity:ident => $body:expr) => {
        match $ticket {
            Ticket::Team($entity) => $body,
            Ticket::Member($entity) => $body,
            Ticket::Badge($entity) => $body,
        }
    };
}

pub(super) struct Random(u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    pub(super) fn number(&mut self) -> i64 {
        i64::try_from(self.below(8)).unwrap()
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }
}

pub(super) struct Run {
    pub(super) engine: Engine,
    pub(super) random: Random,
    pub(super) reference: Reference,
    pub(super) tickets: Vec<Ticket>,
    steps: usize,
    pub(super) log: Vec<String>,
}

const STEPS: usize = 100_000;
const STEPS_OF_A_RUN: usize = 250;

#[test]
fn random_conversations_behave_like_plain_maps() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<usize>().ok())
    };
    let steps = number("CROCUS_STEPS").unwrap_or(STEPS);
    let first = number("CROCUS_SEED").unwrap_or(1);
    let mut done = 0;
    let mut seed = first;
    while done < steps {
        let mut run = Run::new(seed);
        let outcome = catch_unwind(AssertUnwindSafe(|| run.converse()));
        if let Err(panic) = outcome {
            let from = run
                .log
                .len()
                .saturating_sub(number("CROCUS_LINES").unwrap_or(40));
            eprintln!("seed {seed}:\n{}", run.log[from..].join("\n"));
            resume_unwind(panic);
        }
        done += run.steps;
        seed += 1;
    }
}

fn key_of(link: Option<&ForeignKey<Team>>) -> Option<Option<i64>> {
    link.map(|link| link.key().copied())
}

fn read(s: &Session, ticket: Ticket) -> (i64, Option<Option<i64>>, i64) {
    match ticket {
        Ticket::Team(e) => (s[e].id, None, s[e].n),
        Ticket::Member(e) => (s[e].id, key_of(Some(&s[e].team)), s[e].n),
        Ticket::Badge(e) => (s[e].id, key_of(s[e].owner.as_ref()), s[e].n),
    }
}

fn is_alive(s: &Session, ticket: Ticket) -> bool {
    each!(ticket, e => s.try_ref(e).is_ok())
}

impl Run {
    fn new(seed: usize) -> Self {
        let engine = crocus::testing::engine().unwrap();
        engine.create_all(&schema![Team, Member, Badge]).unwrap();
        Run {
            engine,
            random: Random(
                u64::try_from(seed)
                    .unwrap()
                    .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                    | 1,
            ),
            reference: Reference::default(),
            tickets: Vec::new(),
            steps: 0,
            log: Vec::new(),
        }
    }

    fn converse(&mut self) {
        let engine = self.engine.clone();
        let mut s = engine.session();
        while self.steps < STEPS_OF_A_RUN {
            self.step(&mut s, 0);
        }
    }

    fn step(&mut self, s: &mut Session, depth: usize) {
        self.steps += 1;
        match self.random.below(if depth == 0 { 44 } else { 35 }) {
            0..=6 => self.add(s),
            7..=11 => self.edit(s),
            12 | 13 => self.delete(s),
            14 => self.restore(s),
            15 | 16 => self.get(s),
            17 => self.load(s),
            18 | 19 => self.flush(s),
            20 => self.bulk_update(s),
            21 => self.bulk_delete(s),
            22 => self.detach(s),
            23 => self.replace(s),
            24 => self.failing_statement(s),
            25 | 26 => self.savepoint(s, depth),
            27 | 28 => self.merge(s),
            29 => self.refresh(s),
            30 | 31 => self.rekey(s),
            32 => self.create(s),
            33 => self.update_value(s),
            34 => self.delete_value(s),
            35 | 36 => self.commit(s),
            37 | 38 => self.rollback(s),
            39 => self.other_connection(s),
            40 => self.other_connection_inserts(s),
            41 => self.sqlite_rolls_back(s),
            42 => self.begin(s),
            _ => self.transaction(s),
        }
        self.compare(s);
    }

    pub(super) fn with_life(&self, lives: &[Life]) -> Vec<usize> {
        let entries = self.reference.world.entries.iter();
        entries
            .filter(|(_, entry)| lives.contains(&entry.life))
            .map(|(number, _)| *number)
            .collect()
    }

    /// A team that may be referred to.
    pub(super) fn link(&mut self) -> Link {
        let teams = self.with_life(&[Life::Pending, Life::Persistent]);
        let teams: Vec<usize> = teams
            .into_iter()
            .filter(|number| {
                self.reference
                    .entry(*number)
                    .is_some_and(|entry| entry.table == TEAM)
            })
            .collect();
        match self.random.pick(&teams) {
            None => Link::None,
            Some(team) => match self.reference.world.entries[&team].value.id {
                0 => Link::Pending(team),
                id => Link::Key(id),
            },
        }
    }

    pub(super) fn foreign_key(&self, link: Link) -> Option<ForeignKey<Team>> {
        match link {
            Link::None => None,
            Link::Key(id) => Some(ForeignKey::new(id)),
            Link::Pending(team) => match self.tickets[team] {
                Ticket::Team(entity) => Some(entity.into()),
                _ => None,
            },
        }
    }

    fn admit(&mut self, s: &mut Session, table: usize, value: Value) {
        let link = self.foreign_key(value.link);
        let (id, n) = (value.id, value.n);
        let ticket = match (table, link) {
            (MEMBER, Some(team)) => Ticket::Member(s.add(Member { id, team, n })),
            (BADGE, owner) => Ticket::Badge(s.add(Badge { id, owner, n })),
            _ => Ticket::Team(s.add(Team { id, n })),
        };
        let table = match ticket {
            Ticket::Team(_) => TEAM,
            Ticket::Member(_) => MEMBER,
            Ticket::Badge(_) => BADGE,
        };
        let value = if table == TEAM {
            Value {
                link: Link::None,
                ..value
            }
        } else {
            value
        };
        let number = self.reference.add(table, value);
        self.log.push(format!("add {number}: {value:?} to {table}"));
        self.tickets.push(ticket);
    }

    fn add(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        let link = if self.random.below(4) == 0 && table != MEMBER {
            Link::None
        } else {
            self.link()
        };
        let n = self.random.number() * if table == BADGE { 5 } else { 1 } + self.random.number();
        self.admit(s, table, Value { id: 0, link, n });
    }

    fn edit(&mut self, s: &mut Session) {
        let living = self.with_life(&[Life::Pending, Life::Persistent, Life::Persistent]);
        let Some(number) = self.random.pick(&living) else {
            return;
        };
        let entry = self.reference.world.entries[&number].clone();
        let mut value = entry.value;
        if self.random.below(3) == 0 {
            value.link = match (entry.table, self.link()) {
                (TEAM, _) | (MEMBER, Link::None) => value.link,
                (_, link) => link,
            };
        } else if let (0, Some(stored)) = (self.random.below(4), entry.stored) {
            value = stored;
        } else {
            value.n = self.random.number();
        }
        self.log.push(format!("edit {number}: {value:?}"));
        let link = self.foreign_key(value.link);
        match self.tickets[number] {
            Ticket::Team(e) => s[e].n = value.n,
            Ticket::Member(e) => {
                (s[e].id, s[e].n) = (value.id, value.n);
                if let (Some(team), true) = (link, value.link != entry.value.link) {
                    s[e].team = team;
                }
            }
            Ticket::Badge(e) => {
                (s[e].id, s[e].n) = (value.id, value.n);
                if value.link != entry.value.link {
                    s[e].owner = link;
                }
            }
        }
        self.reference.edit(number, value);
    }

    fn delete(&mut self, s: &mut Session) {
        let living = self.with_life(&[Life::Pending, Life::Persistent, Life::Deleted]);
        let Some(number) = self.random.pick(&living) else {
            return;
        };
        let entry = self.reference.world.entries[&number].clone();
        // What is changed must not refer to what is deleted in the same flush.
        let referred = self.reference.world.entries.values().any(|other| {
            (other.life == Life::Pending || other.stored.is_some())
                && entry.table == TEAM
                && other.table != TEAM
                && other.value.link == Link::Key(entry.value.id)
        });
        if referred {
            return;
        }
        self.log.push(format!("delete {number}"));
        each!(self.tickets[number], e => s.delete(e));
        self.reference.delete(number);
    }

    fn restore(&mut self, s: &mut Session) {
        let doomed = self.with_life(&[Life::Doomed]);
        let Some(number) = self.random.pick(&doomed) else {
            return;
        };
        self.log.push(format!("restore {number}"));
        each!(self.tickets[number], e => s.restore(e).unwrap());
        if let Some(entry) = self.reference.world.entries.get_mut(&number) {
            entry.life = Life::Persistent;
        }
    }

    /// The flush of the reference, with the keys that the session was given.
    pub(super) fn flush_reference(&mut self, s: &Session) -> std::result::Result<bool, Refused> {
        let tickets = &self.tickets;
        self.reference
            .flush(&|number| match is_alive(s, tickets[number]) {
                true => read(s, tickets[number]).0,
                false => 0,
            })
    }

    pub(super) fn agree<T: std::fmt::Debug>(
        &mut self,
        real: &Result<T>,
        refused: Option<Refused>,
    ) -> bool {
        self.log
            .push(format!("  -> {real:?}, expected {refused:?}"));
        match (real, refused) {
            (Ok(_), None) => true,
            (Err(error), Some(why)) => {
                let kind = error.kind();
                let fits = match why {
                    Refused::Missing => kind == ErrorKind::NotFound,
                    Refused::Dangling | Refused::Misuse => kind == ErrorKind::Misuse,
                    Refused::Stale | Refused::Constraint => {
                        matches!(
                            kind,
                            ErrorKind::Stale | ErrorKind::Unique | ErrorKind::ForeignKey
                        )
                    }
                };
                assert!(fits, "{error}");
                false
            }
            (real, refused) => panic!("{real:?}, but the reference says {refused:?}"),
        }
    }

    fn flush(&mut self, s: &mut Session) {
        self.log.push("flush".into());
        let real = s.flush();
        let expected = self.flush_reference(s);
        self.agree(&real, expected.err());
    }

    fn get(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        let mut ids: Vec<i64> = self.reference.world.rows[table].keys().copied().collect();
        ids.push(77);
        let Some(id) = self.random.pick(&ids) else {
            return;
        };
        self.log.push(format!("get {id} of {table}"));
        let real = match table {
            TEAM => s.get::<Team>(id).map(|found| found.map(Ticket::Team)),
            MEMBER => s.get::<Member>(id).map(|found| found.map(Ticket::Member)),
            _ => s.get::<Badge>(id).map(|found| found.map(Ticket::Badge)),
        };
        if let Some(known) = self.known(table, id) {
            self.agree(&real, None);
            assert_eq!(real.unwrap(), known.map(|number| self.tickets[number]));
            return;
        }
        let flushed = self.flush_reference(s);
        if !self.agree(&real, flushed.err()) {
            return;
        }
        let found = real.unwrap();
        let number = self.meet(table, id, found);
        assert_eq!(found, number.map(|number| self.tickets[number]));
    }

    /// The session looked for a row, and found it if it is there.
    fn meet(&mut self, table: usize, id: i64, found: Option<Ticket>) -> Option<usize> {
        if self.known(table, id).is_none() {
            match (
                self.reference.read(table, id, !self.reference.open),
                self.reference.watched(table, id),
            ) {
                (Some(_), _) => self.tickets.push(found.expect("the row exists")),
                (None, Some(number)) if self.reference.row(table, id).is_none() => {
                    self.reference.bury(number);
                }
                _ => {}
            }
        }
        self.reference.watched(table, id)
    }

    /// What is known of a row without asking the database.
    fn known(&self, table: usize, id: i64) -> Option<Option<usize>> {
        let number = self.reference.watched(table, id)?;
        let entry = self.reference.entry(number)?;
        match entry.life {
            Life::Doomed => Some(None),
            _ if entry.stored.is_some() || entry.era == self.reference.era => Some(Some(number)),
            _ => None,
        }
    }

    fn load(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        self.log.push(format!("load {table}"));
        let real = match table {
            TEAM => s
                .load(Team::select().order_by(Team::id.asc()))
                .map(|all| all.into_iter().map(Ticket::Team).collect::<Vec<_>>()),
            MEMBER => s
                .load(Member::select().order_by(Member::id.asc()))
                .map(|all| all.into_iter().map(Ticket::Member).collect()),
            _ => s
                .load(Badge::select().order_by(Badge::id.asc()))
                .map(|all| all.into_iter().map(Ticket::Badge).collect()),
        };
        let flushed = self.flush_reference(s);
        if !self.agree(&real, flushed.err()) {
            return;
        }
        let found = real.unwrap();
        let ids: Vec<i64> = self.reference.world.rows[table].keys().copied().collect();
        assert_eq!(found.len(), ids.len());
        for (id, ticket) in ids.into_iter().zip(found) {
            let always = !self.reference.open;
            match self.reference.read(table, id, always) {
                Some(_) => self.tickets.push(ticket),
                None => {
                    let number = self.reference.watched(table, id).unwrap();
                    assert_eq!(ticket, self.tickets[number]);
                }
            }
        }
    }

    fn merge(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        let mut ids: Vec<i64> = self.reference.world.rows[table].keys().copied().collect();
        // A new key is one that the database does not give away meanwhile.
        ids.push(1000 * (1 + i64::try_from(self.tickets.len()).unwrap()));
        let id = ids[self.random.below(ids.len())];
        let (link, n) = (self.link(), self.random.number());
        let value = match (table, link) {
            (MEMBER, Link::None) => return,
            (TEAM, _) => Value {
                id,
                link: Link::None,
                n,
            },
            _ => Value { id, link, n },
        };
        self.log.push(format!("merge {value:?} into {table}"));
        let key = self.foreign_key(value.link);
        let real = match (table, key) {
            (MEMBER, Some(team)) => s.merge(Member { id, team, n }).map(Ticket::Member),
            (BADGE, owner) => s.merge(Badge { id, owner, n }).map(Ticket::Badge),
            _ => s.merge(Team { id, n }).map(Ticket::Team),
        };
        let known = match self.known(table, id) {
            Some(None) => {
                self.agree(&real, Some(Refused::Misuse));
                return;
            }
            Some(Some(number)) => Some(number),
            None => {
                let flushed = self.flush_reference(s);
                if !self.agree(&real, flushed.err()) {
                    return;
                }
                self.meet(table, id, real.as_ref().ok().copied())
            }
        };
        self.agree(&real, None);
        let ticket = real.unwrap();
        match known {
            Some(number) => {
                assert_eq!(ticket, self.tickets[number]);
                self.reference.edit(number, value);
            }
            None => {
                self.reference.add(table, value);
                self.tickets.push(ticket);
            }
        }
    }

    fn refresh(&mut self, s: &mut Session) {
        let watched = self.with_life(&[Life::Persistent, Life::Doomed]);
        let Some(number) = self.random.pick(&watched) else {
            return;
        };
        self.log.push(format!("refresh {number}"));
        let real = each!(self.tickets[number], e => s.refresh(e));
        let there = self.reference.refresh(number);
        self.agree(&real, (!there).then_some(Refused::Missing));
    }

    fn bulk_update(&mut self, s: &mut Session) {
        let (table, from, to) = (
            self.random.below(3),
            self.random.number(),
            self.random.number(),
        );
        self.log
            .push(format!("update {table} set n = {to} where n > {from}"));
        let real = match table {
            TEAM => Team::filter(Team::n.gt(from)).set(Team::n, to).update(s),
            MEMBER => Member::filter(Member::n.gt(from))
                .set(Member::n, to)
                .update(s),
            _ => Badge::filter(Badge::n.gt(from)).set(Badge::n, to).update(s),
        };
        if let Err(refused) = self.flush_reference(s) {
            self.agree(&real, Some(refused));
            return;
        }
        self.reference.begin();
        self.reference.note_write();
        let mut world = self.reference.world.clone();
        let mut changed = Vec::new();
        for (id, (_, n)) in world.rows[table].iter_mut().filter(|(_, (_, n))| *n > from) {
            *n = to;
            changed.push(*id);
        }
        let refused = (!super::reference::fits(&world)).then_some(Refused::Constraint);
        if !self.agree(&real, refused) {
            return;
        }
        assert_eq!(real.unwrap(), changed.len());
        self.reference.world = world;
        for id in changed {
            if let (Some(number), Some(value)) = (
                self.reference.watched(table, id),
                self.reference.row(table, id),
            ) {
                self.reference.overwrite(number, value);
            }
        }
    }

    fn bulk_delete(&mut self, s: &mut Session) {
        let (table, n) = (self.random.below(3), self.random.number());
        self.log.push(format!("delete from {table} where n = {n}"));
        let real = match table {
            TEAM => Team::filter(Team::n.eq(n)).delete(s),
            MEMBER => Member::filter(Member::n.eq(n)).delete(s),
            _ => Badge::filter(Badge::n.eq(n)).delete(s),
        };
        let flushed = self.flush_reference(s);
        if !self.agree(&real, flushed.err()) {
            return;
        }
        self.reference.begin();
        self.reference.note_write();
        let rows = self.reference.world.rows[table].iter();
        let ids: Vec<i64> = rows
            .filter(|(_, row)| row.1 == n)
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(real.unwrap(), ids.len());
        for id in ids {
            if let Some(number) = self.reference.watched(table, id) {
                self.reference.bury(number);
            }
            self.reference.row_deleted(table, id);
        }
    }

    fn detach(&mut self, s: &mut Session) {
        let living = self.with_life(&[Life::Pending, Life::Persistent, Life::Deleted]);
        let Some(number) = self.random.pick(&living) else {
            return;
        };
        self.log.push(format!("detach {number}"));
        each!(self.tickets[number], e => drop(s.detach(e).unwrap()));
        self.reference.detach(number);
    }

    fn replace(&mut self, s: &mut Session) {
        let living = self.with_life(&[Life::Persistent]);
        let Some(number) = self.random.pick(&living) else {
            return;
        };
        let entry = self.reference.world.entries[&number].clone();
        if entry.stored.is_some() {
            return;
        }
        self.log.push(format!("replace {number}"));
        each!(self.tickets[number], e => s.delete(e));
        self.reference.delete(number);
        let link = match (entry.table, self.link()) {
            (MEMBER, Link::None) => return,
            (_, link) => link,
        };
        let n = self.random.number();
        self.admit(
            s,
            entry.table,
            Value {
                id: entry.value.id,
                link,
                n,
            },
        );
    }

    fn failing_statement(&mut self, s: &mut Session) {
        self.log.push("failing statement".into());
        let text = "INSERT INTO members (team_id, n) VALUES (1000000, 0)";
        let real = sql(text).execute(s);
        match self.flush_reference(s) {
            Err(refused) => drop(self.agree(&real, Some(refused))),
            Ok(_) => {
                self.reference.begin();
                self.reference.note_write();
                self.agree(&real, Some(Refused::Constraint));
            }
        }
    }

    fn begin(&mut self, s: &mut Session) {
        self.log.push("begin".into());
        assert_eq!(s.begin().is_err(), self.reference.open);
        self.reference.begin();
    }

    fn commit(&mut self, s: &mut Session) {
        self.log.push("commit".into());
        let real = s.commit();
        let flushed = self.flush_reference(s);
        if self.agree(&real, flushed.err()) {
            self.reference.commit();
        }
    }

    fn rollback(&mut self, s: &mut Session) {
        self.log.push("rollback".into());
        s.rollback().unwrap();
        self.reference.rollback();
    }

    fn other_connection(&mut self, s: &mut Session) {
        if s.in_transaction() {
            return;
        }
        let table = self.random.below(2);
        let rows = &self.reference.world.rows[table];
        let ids: Vec<i64> = rows.keys().copied().collect();
        let Some(id) = self.random.pick(&ids) else {
            return;
        };
        let n = self.random.number();
        let deletes = self.random.below(4) == 0;
        self.log.push(format!(
            "another connection changes {id} of {table}, deletes: {deletes}"
        ));
        let done = self.engine.write(|other| match (table, deletes) {
            (TEAM, false) => Team::filter(Team::id.eq(id)).set(Team::n, n).update(other),
            (TEAM, true) => Team::filter(Team::id.eq(id)).delete(other),
            (_, false) => Member::filter(Member::id.eq(id))
                .set(Member::n, n)
                .update(other),
            (_, true) => Member::filter(Member::id.eq(id)).delete(other),
        });
        assert_eq!(done.unwrap(), 1);
        let mut other = Reference::default();
        other.world.rows = self.reference.world.rows.clone();
        match deletes {
            true => other.row_deleted(table, id),
            false => {
                if let Some(row) = other.world.rows[table].get_mut(&id) {
                    row.1 = n;
                }
            }
        }
        self.reference.world.rows = other.world.rows.clone();
        self.reference.saved[0].rows = other.world.rows;
        // A commit on the engine puts in doubt what was read before.
        self.reference.era += 1;
    }

    /// Steps inside of a closure, and how it ends.
    fn inside(&mut self, s: &mut Session, depth: usize) -> Result<()> {
        for _ in 0..self.random.below(8) {
            self.step(s, depth + 1);
        }
        match self.random.below(4) {
            0 => Err(s.begin().unwrap_err()),
            1 => resume_unwind(Box::new("on purpose")),
            _ => Ok(()),
        }
    }

    fn savepoint(&mut self, s: &mut Session, depth: usize) {
        if depth >= 5 {
            return;
        }
        self.log.push("savepoint {".into());
        let (mut began, mut ended) = (false, false);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            s.savepoint(|s| {
                began = true;
                self.flush_reference(s)
                    .expect("the flush before a savepoint");
                self.reference.begin_level();
                self.inside(s, depth)?;
                ended = true;
                Ok(())
            })
        }));
        self.ended(s, outcome, began, ended, false);
    }

    fn transaction(&mut self, s: &mut Session) {
        if self.reference.open {
            return;
        }
        self.log.push("transaction {".into());
        let mut ended = false;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            s.transaction(|s| {
                self.reference.begin();
                self.inside(s, 0)?;
                ended = true;
                Ok(())
            })
        }));
        self.ended(s, outcome, true, ended, true);
    }

    fn ended(
        &mut self,
        s: &Session,
        outcome: std::thread::Result<Result<()>>,
        began: bool,
        ended: bool,
        whole: bool,
    ) {
        let result = match outcome {
            Ok(result) => Some(result),
            Err(panic) if panic.downcast_ref::<&str>() == Some(&"on purpose") => None,
            Err(panic) => resume_unwind(panic),
        };
        self.log.push(format!("}} {result:?}"));
        let result = result.unwrap_or(Ok(()));
        if !began {
            let refused = self.flush_reference(s).err();
            assert!(refused.is_some(), "{result:?}");
            self.agree(&result, refused);
            return;
        }
        let kept = ended && {
            let flushed = self.flush_reference(s);
            self.agree(&result, flushed.err())
        };
        match (kept, whole) {
            (true, true) => self.reference.commit(),
            (true, false) => self.reference.release_level(),
            (false, true) => self.reference.rollback(),
            (false, false) => self.reference.undo_level(),
        }
    }

    fn compare(&mut self, s: &mut Session) {
        assert_eq!(
            s.in_transaction(),
            self.reference.open,
            "a transaction is open"
        );
        for (number, ticket) in self.tickets.iter().enumerate() {
            let state = each!(*ticket, e => s.state(e));
            let expected = self.reference.life(number);
            let state_of_life = match expected {
                Life::Pending => crocus::State::Pending,
                Life::Persistent | Life::Doomed => crocus::State::Persistent,
                Life::Deleted => crocus::State::Deleted,
                Life::Transient => crocus::State::Transient,
                Life::Detached => crocus::State::Detached,
            };
            assert_eq!(state, state_of_life, "state of {number}");
            if !is_alive(s, *ticket) {
                continue;
            }
            let value = self.reference.world.entries[&number].value;
            let link = match value.link {
                Link::None => None,
                Link::Key(id) => Some(Some(id)),
                Link::Pending(_) => Some(None),
            };
            assert_eq!(
                read(s, *ticket),
                (value.id, link, value.n),
                "value of {number}"
            );
        }
        self.compare_rows(s);
    }

    fn compare_rows(&self, s: &mut Session) {
        let text = "SELECT 0, id, NULL, n FROM teams UNION ALL SELECT 1, id, team_id, n FROM members \
                    UNION ALL SELECT 2, id, owner_id, n FROM badges ORDER BY 1, 2";
        let rows: Vec<(i64, i64, Option<i64>, i64)> = s.no_autoflush(|s| sql(text).all(s)).unwrap();
        let mut expected = Vec::new();
        for (table, rows) in (0..).zip(&self.reference.world.rows) {
            for (id, (link, n)) in rows {
                let link = match link {
                    Link::Key(id) => Some(*id),
                    _ => None,
                };
                expected.push((table, *id, link, *n));
            }
        }
        assert_eq!(rows, expected, "the database");
    }
}
