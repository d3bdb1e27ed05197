//! A small, obviously right model of a session: plain maps, copied at each savepoint.

use std::collections::BTreeMap;

/// What a row refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    None,
    Key(i64),
    /// An entity that has no key yet, by its number.
    Pending(usize),
}

/// A row of any of the three tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    pub id: i64,
    pub link: Link,
    pub n: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    Pending,
    Persistent,
    Doomed,
    Deleted,
    Transient,
    Detached,
}

pub const TEAM: usize = 0;
pub const MEMBER: usize = 1;
pub const BADGE: usize = 2;

#[derive(Debug, Clone)]
pub struct Entry {
    pub table: usize,
    pub life: Life,
    pub value: Value,
    /// The row as it was when the entity was touched.
    pub stored: Option<Value>,
    /// The era in which it was read or written.
    pub era: u32,
}

impl Entry {
    fn stored(&self) -> Value {
        self.stored.unwrap_or(self.value)
    }

    fn is_dirty(&self) -> bool {
        self.life == Life::Persistent && self.stored.is_some_and(|stored| stored != self.value)
    }

    fn is_rekeyed(&self) -> bool {
        self.is_dirty() && self.stored().id != self.value.id
    }

    fn is_watched(&self) -> bool {
        matches!(self.life, Life::Persistent | Life::Doomed)
    }
}

type Rows = BTreeMap<i64, (Link, i64)>;

/// Database and memory.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub rows: [Rows; 3],
    pub entries: BTreeMap<usize, Entry>,
}

/// Why a flush is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Dangling,
    Misuse,
    Missing,
    Stale,
    Constraint,
}

#[derive(Debug)]
pub struct Reference {
    pub world: World,
    /// The world when each level began; the first is the last commit.
    pub saved: Vec<World>,
    pub wrote: Vec<bool>,
    pub era: u32,
    pub open: bool,
    pub count: usize,
    /// The entities that came from a query, not from an `add`, and their keys then.
    pub from_query: BTreeMap<usize, i64>,
}

impl Default for Reference {
    fn default() -> Self {
        Reference {
            world: World::default(),
            saved: vec![World::default()],
            wrote: vec![false],
            era: 1,
            open: false,
            count: 0,
            from_query: BTreeMap::new(),
        }
    }
}

impl Reference {
    pub fn begin(&mut self) {
        if !self.open {
            self.open = true;
            self.era += 1;
        }
    }

    pub fn note_write(&mut self) {
        if let Some(last) = self.wrote.last_mut() {
            *last = true;
        }
    }

    pub fn add(&mut self, table: usize, value: Value) -> usize {
        let entry = Entry {
            table,
            life: Life::Pending,
            value,
            stored: None,
            era: self.era,
        };
        self.world.entries.insert(self.count, entry);
        self.count += 1;
        self.count - 1
    }

    pub fn entry(&self, number: usize) -> Option<&Entry> {
        self.world.entries.get(&number)
    }

    pub fn life(&self, number: usize) -> Life {
        self.entry(number)
            .map_or(Life::Transient, |entry| entry.life)
    }

    pub fn edit(&mut self, number: usize, value: Value) {
        if let Some(entry) = self.world.entries.get_mut(&number) {
            if entry.life != Life::Pending && entry.stored.is_none() {
                entry.stored = Some(entry.value);
            }
            entry.value = value;
        }
    }

    pub fn delete(&mut self, number: usize) {
        if let Some(entry) = self.world.entries.get_mut(&number) {
            entry.life = match entry.life {
                Life::Pending => Life::Transient,
                Life::Persistent => Life::Doomed,
                life => life,
            };
        }
    }

    /// Detaching is not undone: it holds in every saved world.
    pub fn detach(&mut self, number: usize) {
        for world in self.saved.iter_mut().chain([&mut self.world]) {
            if let Some(entry) = world.entries.get_mut(&number) {
                entry.life = Life::Detached;
            }
        }
    }

    /// The watched entity of a row.
    pub fn watched(&self, table: usize, id: i64) -> Option<usize> {
        let found = self.world.entries.iter().find(|(_, entry)| {
            entry.table == table && entry.is_watched() && entry.stored().id == id
        });
        found.map(|(number, _)| *number)
    }

    /// Whether the value of a link is still to come from an entity that is not there any more.
    fn is_dangling(&self, value: Value) -> bool {
        match value.link {
            Link::Pending(parent) => {
                matches!(self.life(parent), Life::Transient | Life::Detached)
            }
            _ => false,
        }
    }

    /// Everything that is changed is written, or nothing; `id_of` tells the keys that were assigned.
    /// The answer is whether anything was written.
    pub fn flush(&mut self, id_of: &dyn Fn(usize) -> i64) -> Result<bool, Refused> {
        let works: Vec<(usize, Entry)> = self
            .world
            .entries
            .iter()
            .filter(|(_, entry)| {
                matches!(entry.life, Life::Pending | Life::Doomed) || entry.is_dirty()
            })
            .map(|(number, entry)| (*number, entry.clone()))
            .collect();
        if works.is_empty() {
            self.forget_touched();
            return Ok(false);
        }
        let writes = works.iter().filter(|(_, entry)| entry.life != Life::Doomed);
        if writes
            .clone()
            .any(|(_, entry)| self.is_dangling(entry.value))
        {
            return Err(Refused::Dangling);
        }
        self.begin();
        let mut next = self.world.clone();
        let gone = write(&works, &mut next, self.era, id_of)?;
        self.world = next;
        for (table, id) in gone {
            self.row_deleted(table, id);
        }
        self.forget_touched();
        self.note_write();
        Ok(true)
    }

    fn forget_touched(&mut self) {
        for entry in self.world.entries.values_mut() {
            if entry.life != Life::Deleted {
                entry.stored = None;
            }
        }
    }

    /// What the database and memory do after a row was deleted.
    pub fn row_deleted(&mut self, table: usize, id: i64) {
        self.world.rows[table].remove(&id);
        if table != TEAM {
            return;
        }
        self.world.rows[MEMBER].retain(|_, (link, _)| *link != Link::Key(id));
        for (link, _) in self.world.rows[BADGE].values_mut() {
            if *link == Link::Key(id) {
                *link = Link::None;
            }
        }
        for entry in self
            .world
            .entries
            .values_mut()
            .filter(|entry| entry.is_watched())
        {
            if entry.stored().link == Link::Key(id) {
                match entry.table {
                    MEMBER => entry.life = Life::Deleted,
                    _ => entry.value.link = Link::None,
                }
            }
        }
    }

    /// Reads the row of an entity again and drops its changes; whether there is one.
    pub fn refresh(&mut self, number: usize) -> bool {
        let entry = &self.world.entries[&number];
        let Some(value) = self.row(entry.table, entry.stored().id) else {
            return false;
        };
        if let Some(entry) = self.world.entries.get_mut(&number) {
            (entry.life, entry.stored) = (Life::Persistent, None);
        }
        self.overwrite(number, value);
        true
    }

    pub fn bury(&mut self, number: usize) {
        if let Some(entry) = self.world.entries.get_mut(&number) {
            entry.life = Life::Deleted;
        }
    }

    /// A row as it is in the database.
    pub fn row(&self, table: usize, id: i64) -> Option<Value> {
        self.world.rows[table].get(&id).map(|(link, n)| Value {
            id,
            link: *link,
            n: *n,
        })
    }

    /// A row was read; the number of a new entity, if it was not watched.
    pub fn read(&mut self, table: usize, id: i64, always: bool) -> Option<usize> {
        let value = self.row(table, id)?;
        match self.watched(table, id) {
            Some(number) => {
                let era = self.era;
                let entry = self.world.entries.get(&number)?;
                let repeats = !always && entry.era == era;
                if entry.stored.is_none() && entry.life == Life::Persistent && !repeats {
                    self.overwrite(number, value);
                }
                None
            }
            None => {
                let number = self.count;
                self.count += 1;
                self.from_query.insert(number, id);
                self.admit(number, table, value);
                Some(number)
            }
        }
    }

    /// A clean entity takes other values; as a reading it is undone with what was written before.
    pub fn overwrite(&mut self, number: usize, value: Value) {
        let era = self.era;
        let stays = !self.wrote.contains(&true);
        let saved = self.saved.iter_mut().filter(|_| stays);
        for world in saved.chain([&mut self.world]) {
            if let Some(entry) = world.entries.get_mut(&number) {
                (entry.value, entry.era) = (value, era);
            }
        }
    }

    /// A new entity for a row that was read: levels that wrote nothing yet know it too.
    fn admit(&mut self, number: usize, table: usize, value: Value) {
        let era = self.era;
        let entry = Entry {
            table,
            life: Life::Persistent,
            value,
            stored: None,
            era,
        };
        let clean = self
            .wrote
            .iter()
            .rposition(|wrote| *wrote)
            .map_or(0, |level| level + 1);
        for world in self.saved.iter_mut().skip(clean).chain([&mut self.world]) {
            world.entries.insert(number, entry.clone());
        }
    }

    pub fn begin_level(&mut self) {
        self.begin();
        self.saved.push(self.world.clone());
        self.wrote.push(false);
    }

    pub fn release_level(&mut self) {
        self.saved.pop();
        if self.wrote.pop() == Some(true) {
            self.note_write();
        }
    }

    pub fn undo_level(&mut self) {
        if let Some(world) = self.saved.pop() {
            self.wrote.pop();
            self.restore(world);
        }
    }

    pub fn commit(&mut self) {
        self.saved = vec![self.world.clone()];
        self.wrote = vec![false];
        self.open = false;
        self.era += 1;
    }

    pub fn rollback(&mut self) {
        self.open = false;
        self.era += 1;
        self.wrote = vec![false];
        let world = self.saved[0].clone();
        self.saved.truncate(1);
        self.restore(world);
    }

    fn restore(&mut self, world: World) {
        let before = std::mem::replace(&mut self.world, world);
        for (number, entry) in before.entries {
            if self.world.entries.contains_key(&number) {
                continue;
            }
            if entry.life == Life::Detached {
                self.world.entries.insert(number, entry);
                continue;
            }
            // Rows that were only read are read again; what was added is transient.
            let Some(id) = self.from_query.get(&number).copied() else {
                continue;
            };
            let row = self.row(entry.table, id);
            if let (Some(value), None) = (row, self.watched(entry.table, id)) {
                self.admit(number, entry.table, value);
            }
        }
    }
}

/// Writes the works to `world`; the rows whose deletion the database follows.
fn write(
    works: &[(usize, Entry)],
    world: &mut World,
    era: u32,
    id_of: &dyn Fn(usize) -> i64,
) -> Result<Vec<(usize, i64)>, Refused> {
    let mut gone = Vec::new();
    for (number, entry) in works.iter().filter(|(_, entry)| entry.life == Life::Doomed) {
        let (table, id) = (entry.table, entry.stored().id);
        let replaced = works.iter().any(|(_, other)| {
            other.life == Life::Pending && other.table == table && other.value.id == id
        });
        if replaced && !world.rows[table].contains_key(&id) {
            return Err(Refused::Stale);
        }
        if replaced || table != TEAM {
            world.rows[table].remove(&id);
        }
        if !replaced && table == TEAM {
            gone.push((table, id));
        }
        if let Some(entry) = world.entries.get_mut(number) {
            entry.life = Life::Deleted;
        }
    }
    let ids: BTreeMap<usize, i64> = works
        .iter()
        .filter(|(_, entry)| entry.life == Life::Pending)
        .map(|(number, entry)| {
            (
                *number,
                if entry.value.id == 0 {
                    id_of(*number)
                } else {
                    entry.value.id
                },
            )
        })
        .collect();
    let resolve = |link: Link, entries: &BTreeMap<usize, Entry>| match link {
        Link::Pending(parent) => Link::Key(
            ids.get(&parent)
                .copied()
                .unwrap_or_else(|| entries[&parent].value.id),
        ),
        link => link,
    };
    // What gets another key frees its old one.
    let mut moving = BTreeMap::new();
    for (number, entry) in works.iter().filter(|(_, entry)| entry.is_rekeyed()) {
        if let Some(row) = world.rows[entry.table].remove(&entry.stored().id) {
            moving.insert(*number, row);
        }
    }
    for (number, entry) in works
        .iter()
        .filter(|(_, entry)| entry.life == Life::Pending)
    {
        let (table, id) = (entry.table, ids[number]);
        let link = resolve(entry.value.link, &world.entries);
        if world.rows[table]
            .insert(id, (link, entry.value.n))
            .is_some()
        {
            return Err(Refused::Constraint);
        }
        for (other, former) in &mut world.entries {
            if other != number
                && former.table == table
                && former.is_watched()
                && former.stored().id == id
                && !moving.contains_key(other)
            {
                former.life = Life::Deleted;
            }
        }
        let value = Value {
            id,
            link,
            n: entry.value.n,
        };
        let life = Life::Persistent;
        world.entries.insert(
            *number,
            Entry {
                table,
                life,
                value,
                stored: None,
                era,
            },
        );
    }
    for (number, entry) in works.iter().filter(|(_, entry)| entry.is_dirty()) {
        let stored = entry.stored();
        // Others deleted the row, and its key is that of a new one.
        let mut inserted = works.iter().filter(|(number, other)| {
            other.table == entry.table && ids.get(number) == Some(&stored.id)
        });
        if inserted.next().is_some() && !moving.contains_key(number) {
            return Err(Refused::Stale);
        }
        let value = Value {
            link: resolve(entry.value.link, &world.entries),
            ..entry.value
        };
        let row = match entry.is_rekeyed() {
            true => moving.get(number).copied(),
            false => world.rows[entry.table].get(&stored.id).copied(),
        };
        let Some((mut link, mut n)) = row else {
            return Err(Refused::Stale);
        };
        let guarded = entry.era != era;
        let (new_link, new_n) = (value.link != stored.link, value.n != stored.n);
        if guarded && ((new_link && link != stored.link) || (new_n && n != stored.n)) {
            return Err(Refused::Stale);
        }
        link = if new_link { value.link } else { link };
        n = if new_n { value.n } else { n };
        let former = world.rows[entry.table].insert(value.id, (link, n));
        if entry.is_rekeyed() {
            if former.is_some() {
                return Err(Refused::Constraint);
            }
            // An entity of a row with that key, which others have deleted.
            for (other, stale) in &mut world.entries {
                if other != number
                    && stale.table == entry.table
                    && stale.is_watched()
                    && stale.stored().id == value.id
                    && !moving.contains_key(other)
                {
                    stale.life = Life::Deleted;
                }
            }
        }
        let done = Entry {
            value,
            stored: None,
            era,
            ..entry.clone()
        };
        world.entries.insert(*number, done);
    }
    // A row that others had deleted, whose key the database gave to another one.
    gone.retain(|(table, id)| {
        let inserted = works
            .iter()
            .filter(|(_, entry)| entry.life == Life::Pending && entry.table == *table);
        inserted.into_iter().all(|(number, _)| ids[number] != *id)
    });
    match fits(world) {
        true => Ok(gone),
        false => Err(Refused::Constraint),
    }
}

/// Whether the rows satisfy all constraints.
pub fn fits(world: &World) -> bool {
    let [teams, members, badges] = &world.rows;
    let refers = |link: &Link| match link {
        Link::Key(id) => teams.contains_key(id),
        _ => true,
    };
    let mut codes: Vec<i64> = badges.values().map(|(_, n)| *n).collect();
    codes.sort_unstable();
    codes.windows(2).all(|pair| pair[0] != pair[1])
        && members
            .values()
            .chain(badges.values())
            .all(|(link, _)| refers(link))
}
