//! Steps of statements, and of rows that are written as values.

use crocus::prelude::*;

use super::models::{Badge, Member, Team};
use super::reference::{BADGE, Link, MEMBER, Refused, TEAM, fits};
use super::run::Run;

impl Run {
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

    pub(super) fn bulk_update(&mut self, s: &mut Session) {
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
        let mut world = self.reference.world.clone();
        let mut changed = Vec::new();
        for (id, (_, n)) in world.rows[table].iter_mut().filter(|(_, (_, n))| *n > from) {
            *n = to;
            changed.push(*id);
        }
        let refused = (!fits(&world)).then_some(Refused::Constraint);
        if !self.agree(&real, refused) {
            return;
        }
        assert_eq!(real.unwrap(), changed.len());
        self.reference.note_write();
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

    pub(super) fn bulk_delete(&mut self, s: &mut Session) {
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

    pub(super) fn failing_statement(&mut self, s: &mut Session) {
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
}
