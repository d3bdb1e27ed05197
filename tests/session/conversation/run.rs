//! One conversation: what is done next, and whether session and reference agree.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crocus::prelude::*;
use crocus::{ErrorKind, Result};

use super::models::{Badge, Member, Team, Ticket, each, is_alive, read};
use super::random::Random;
use super::reference::{Life, Link, Reference, Refused, TEAM};

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

impl Run {
    fn new(seed: usize) -> Self {
        let engine = crocus::testing::engine().unwrap();
        engine.create_all(&schema![Team, Member, Badge]).unwrap();
        Run {
            engine,
            random: Random::new(seed),
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

    pub(super) fn step(&mut self, s: &mut Session, depth: usize) {
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

    /// The entities in these lives; those in a life that stands there twice come twice, and are picked
    /// twice as often.
    pub(super) fn with_life(&self, lives: &[Life]) -> Vec<usize> {
        let entries = &self.reference.world.entries;
        let found = lives
            .iter()
            .flat_map(|life| entries.iter().filter(move |(_, entry)| entry.life == *life));
        found.map(|(number, _)| *number).collect()
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
