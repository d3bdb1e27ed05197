//! The tables, and tickets to entities of any of them.

use crocus::prelude::*;

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

/// The same for the entity in a ticket, of whichever table.
macro_rules! each {
    ($ticket:expr, $entity:ident => $body:expr) => {
        match $ticket {
            Ticket::Team($entity) => $body,
            Ticket::Member($entity) => $body,
            Ticket::Badge($entity) => $body,
        }
    };
}
pub(super) use each;

fn key_of(link: Option<&ForeignKey<Team>>) -> Option<Option<i64>> {
    link.map(|link| link.key().copied())
}

pub(super) fn read(s: &Session, ticket: Ticket) -> (i64, Option<Option<i64>>, i64) {
    match ticket {
        Ticket::Team(e) => (s[e].id, None, s[e].n),
        Ticket::Member(e) => (s[e].id, key_of(Some(&s[e].team)), s[e].n),
        Ticket::Badge(e) => (s[e].id, key_of(s[e].owner.as_ref()), s[e].n),
    }
}

pub(super) fn is_alive(s: &Session, ticket: Ticket) -> bool {
    each!(ticket, e => s.try_ref(e).is_ok())
}
