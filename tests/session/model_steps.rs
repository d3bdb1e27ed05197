//! Steps of random conversations: keys, values, what SQLite undoes, and what others write.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::model_based::{Badge, Member, Run, Team, Ticket};
use super::reference::{BADGE, Life, Link, MEMBER, Refused, TEAM, Value, fits};

impl Run {
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

    /// A row that is inserted as a value is not watched.
    pub(super) fn create(&mut self, s: &mut Session) {
        let (table, link, n) = (self.random.below(3), self.link(), self.random.number());
        let n = n * 7 + self.random.number();
        self.log.push(format!("create {link:?}, {n} in {table}"));
        let key = self.foreign_key(link);
        let real = match (table, key) {
            (MEMBER, None) => return,
            (MEMBER, Some(team)) => Member::create(Member { id: 0, team, n }, s).map(|row| row.id),
            (BADGE, owner) => Badge::create(Badge { id: 0, owner, n }, s).map(|row| row.id),
            _ => Team::create(Team { id: 0, n }, s).map(|row| row.id),
        };
        let flushed = self.flush_reference(s);
        if let Err(refused) = flushed {
            self.agree(&real, Some(refused));
            return;
        }
        self.reference.begin();
        let link = match link {
            Link::Pending(team) => Link::Key(self.reference.world.entries[&team].value.id),
            link => link,
        };
        let mut world = self.reference.world.clone();
        let id = *real.as_ref().unwrap_or(&i64::MAX);
        let link = if table == TEAM { Link::None } else { link };
        world.rows[table].insert(id, (link, n));
        let refused = (!fits(&world)).then_some(Refused::Constraint);
        if self.agree(&real, refused) {
            self.reference.note_write();
            self.reference.world = world;
        }
    }

    /// A row changed as a value, which its entity follows.
    pub(super) fn update_value(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        let mut ids: Vec<i64> = self.reference.world.rows[table].keys().copied().collect();
        ids.push(77);
        let (id, n) = (ids[self.random.below(ids.len())], self.random.number());
        self.log.push(format!("update value {id} of {table}: {n}"));
        let team = ForeignKey::new(0);
        let real = match table {
            TEAM => Team { id, n: 0 }.update(s, |row| row.n = n),
            MEMBER => Member { id, team, n: 0 }.update(s, |row| row.n = n),
            _ => {
                let owner = None;
                Badge { id, owner, n: 0 }.update(s, |row| row.n = n)
            }
        };
        if let Err(refused) = self.flush_reference(s) {
            self.agree(&real, Some(refused));
            return;
        }
        self.reference.begin();
        let mut world = self.reference.world.clone();
        let Some(row) = world.rows[table].get_mut(&id) else {
            self.agree(&real, Some(Refused::Missing));
            return;
        };
        row.1 = n;
        let refused = (!fits(&world)).then_some(Refused::Constraint);
        if !self.agree(&real, refused) {
            return;
        }
        self.reference.note_write();
        self.reference.world = world;
        if let (Some(number), Some(value)) = (
            self.reference.watched(table, id),
            self.reference.row(table, id),
        ) {
            self.reference.overwrite(number, value);
        }
    }

    pub(super) fn delete_value(&mut self, s: &mut Session) {
        let table = self.random.below(3);
        let mut ids: Vec<i64> = self.reference.world.rows[table].keys().copied().collect();
        ids.push(77);
        let id = ids[self.random.below(ids.len())];
        self.log.push(format!("delete value {id} of {table}"));
        let team = ForeignKey::new(0);
        let (n, owner) = (0, None);
        let real = match table {
            TEAM => Team { id, n }.delete(s),
            MEMBER => Member { id, team, n }.delete(s),
            _ => Badge { id, owner, n }.delete(s),
        };
        if let Err(refused) = self.flush_reference(s) {
            self.agree(&real, Some(refused));
            return;
        }
        self.reference.begin();
        let there = self.reference.row(table, id).is_some();
        if !self.agree(&real, (!there).then_some(Refused::Missing)) {
            return;
        }
        self.reference.note_write();
        if let Some(number) = self.reference.watched(table, id) {
            self.reference.bury(number);
        }
        self.reference.row_deleted(table, id);
    }

    /// A statement that ends the transaction by itself.
    pub(super) fn sqlite_rolls_back(&mut self, s: &mut Session) {
        self.log.push("a statement that rolls back".into());
        let real = s.flush();
        let flushed = self.flush_reference(s);
        if !self.agree(&real, flushed.err()) {
            return;
        }
        let text = "INSERT OR ROLLBACK INTO members (team_id, n) VALUES (NULL, 0)";
        let real = sql(text).execute(s);
        assert_eq!(real.unwrap_err().kind(), ErrorKind::NotNull);
        self.reference.rollback();
    }

    /// Another connection inserts a row, whose key may be that of a row which is gone.
    pub(super) fn other_connection_inserts(&mut self, s: &mut Session) {
        if s.in_transaction() {
            return;
        }
        let (table, n) = (2 * self.random.below(2), 100 + self.random.number());
        let inserted = self.engine.write(|other| match table {
            TEAM => Team::create(Team { id: 0, n }, other).map(|row| row.id),
            _ => {
                let owner = None;
                Badge::create(Badge { id: 0, owner, n }, other).map(|row| row.id)
            }
        });
        let Ok(id) = inserted else { return };
        self.log
            .push(format!("another connection inserts {id} into {table}: {n}"));
        for world in [&mut self.reference.world, &mut self.reference.saved[0]] {
            world.rows[table].insert(id, (Link::None, n));
        }
        self.reference.era += 1;
    }
}
