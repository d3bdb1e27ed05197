//! Steps on entities: they are added, changed, deleted, found and given away.

use crocus::prelude::*;

use super::models::{Badge, Member, Team, Ticket, each};
use super::reference::{BADGE, Life, Link, MEMBER, Refused, TEAM, Value};
use super::run::Run;

impl Run {
    pub(super) fn add(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        let link = if self.random.below(4) == 0 && table != MEMBER {
            Link::None
        } else {
            self.link()
        };
        let n = self.random.number() * if table == BADGE { 5 } else { 1 } + self.random.number();
        self.admit(s, table, Value { id: 0, link, n });
    }

    pub(super) fn edit(&mut self, s: &mut Session) {
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

    pub(super) fn delete(&mut self, s: &mut Session) {
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

    pub(super) fn restore(&mut self, s: &mut Session) {
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

    pub(super) fn detach(&mut self, s: &mut Session) {
        let living = self.with_life(&[Life::Pending, Life::Persistent, Life::Deleted]);
        let Some(number) = self.random.pick(&living) else {
            return;
        };
        self.log.push(format!("detach {number}"));
        each!(self.tickets[number], e => drop(s.detach(e).unwrap()));
        self.reference.detach(number);
    }

    pub(super) fn replace(&mut self, s: &mut Session) {
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

    /// The keys of rows that nobody refers to change: to new ones, and to those of other rows.
    pub(super) fn rekey(&mut self, s: &mut Session) {
        let watched = self.with_life(&[Life::Persistent]);
        let Some(number) = self.random.pick(&watched) else {
            return;
        };
        let entry = self.reference.world.entries[&number].clone();
        if entry.table == TEAM {
            return;
        }
        // A new key is one that the database does not give away meanwhile.
        let new = 1000 * (1 + i64::try_from(self.tickets.len() + self.log.len()).unwrap()) + 500;
        let taken: Vec<i64> = self.reference.world.rows[entry.table]
            .keys()
            .copied()
            .collect();
        let id = match self.random.below(2) {
            0 => new,
            _ => self.random.pick(&taken).unwrap_or(new),
        };
        self.log.push(format!("rekey {number}: {id}"));
        match self.tickets[number] {
            Ticket::Team(_) => return,
            Ticket::Member(e) => s[e].id = id,
            Ticket::Badge(e) => s[e].id = id,
        }
        self.reference.edit(number, Value { id, ..entry.value });
    }

    pub(super) fn get(&mut self, s: &mut Session) {
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

    pub(super) fn load(&mut self, s: &mut Session) {
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

    pub(super) fn merge(&mut self, s: &mut Session) {
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

    pub(super) fn refresh(&mut self, s: &mut Session) {
        let watched = self.with_life(&[Life::Persistent, Life::Doomed]);
        let Some(number) = self.random.pick(&watched) else {
            return;
        };
        self.log.push(format!("refresh {number}"));
        let real = each!(self.tickets[number], e => s.refresh(e));
        let there = self.reference.refresh(number);
        self.agree(&real, (!there).then_some(Refused::Missing));
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
}
