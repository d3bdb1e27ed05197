//! The models and the handlers of the service.

use crocus::prelude::*;
use crocus::{ErrorKind, Predicate};

#[derive(Debug, Clone, Model)]
pub(super) struct Team {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique)]
    pub(super) name: String,
}

#[derive(Debug, Clone, Model)]
#[model(unique(team, badge))]
pub(super) struct Person {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique, length = 20)]
    pub(super) login: String,
    #[column(check = "age >= 0")]
    pub(super) age: i32,
    #[column(name = "mail")]
    pub(super) email: Option<String>,
    #[column(default = true)]
    pub(super) active: bool,
    pub(super) badge: i64,
    pub(super) team: ForeignKey<Team>,
    #[column(version)]
    pub(super) version: i64,
}

#[derive(Debug, Default, Clone)]
pub(super) struct ListParams {
    pub(super) name: Option<String>,
    pub(super) min_age: Option<i32>,
    pub(super) active: Option<bool>,
    pub(super) team: Option<String>,
    pub(super) logins: Vec<String>,
    pub(super) page: u64,
    pub(super) descending: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: u16,
    pub(super) field: Option<String>,
}

impl From<crocus::Error> for Failure {
    fn from(error: crocus::Error) -> Self {
        let status = match error.kind() {
            ErrorKind::NotFound => 404,
            ErrorKind::Unique | ErrorKind::Stale => 409,
            ErrorKind::ForeignKey | ErrorKind::NotNull | ErrorKind::Check | ErrorKind::Value => 422,
            ErrorKind::Busy => 503,
            _ => 500,
        };
        let field = error
            .constraint()
            .and_then(|c| c.fields().first().map(ToString::to_string));
        Failure { status, field }
    }
}

pub(super) fn conditions(params: &ListParams) -> Vec<Predicate<Person>> {
    let mut list: Vec<Predicate<Person>> = Vec::new();
    if let Some(name) = &params.name {
        list.push((Person::login.contains(name) | Person::email.contains(name)).into());
    }
    if let Some(age) = params.min_age {
        list.push(Person::age.ge(age));
    }
    if let Some(active) = params.active {
        list.push(Person::active.eq(active));
    }
    if !params.logins.is_empty() {
        list.push(Person::login.in_(&params.logins));
    }
    list
}

pub(super) fn matching(params: &ListParams) -> Select<Person> {
    let query = Person::filter(all(conditions(params)));
    match &params.team {
        Some(team) => query
            .join(Person::team)
            .filter(Team::name.eq(team))
            .narrow(),
        None => query,
    }
}

pub(super) fn list(engine: &Engine, params: &ListParams) -> Result<(u64, Vec<Person>), Failure> {
    let query = matching(params);
    let order = if params.descending {
        Person::login.desc()
    } else {
        Person::login.asc()
    };
    engine.try_read(|s| {
        let total = query.count(s)?;
        let rows = query
            .order_by(order)
            .limit(5)
            .offset(params.page * 5)
            .all(s)?;
        Ok((total, rows))
    })
}

pub(super) fn create(
    engine: &Engine,
    login: &str,
    age: i32,
    badge: i64,
    team: i64,
) -> Result<i64, Failure> {
    engine.try_write(|s| {
        let person = Person::builder()
            .login(login)
            .age(age)
            .badge(badge)
            .team(team)
            .build();
        Ok(Person::create(person, s)?.id)
    })
}

pub(super) fn rename(engine: &Engine, id: i64, login: &str) -> Result<Person, Failure> {
    engine.try_write(|s| {
        let mut person = Person::find_one(Person::id.eq(id), s)?;
        person.update(s, |p| p.login = login.into())?;
        Ok(person)
    })
}

pub(super) fn save(engine: &Engine, form: Person) -> Result<(), Failure> {
    engine.try_write(|s| {
        let person = s.merge(form)?;
        s[person].active = true;
        Ok(())
    })
}

pub(super) fn remove(engine: &Engine, id: i64) -> Result<(), Failure> {
    engine.try_write(|s| Ok(Person::find_one(Person::id.eq(id), s)?.delete(s)?))
}
