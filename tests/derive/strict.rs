//! Public models in a crate that denies every lint it can.

use chrono::{DateTime, NaiveTime, Utc};
use crocus::{ColumnEnum, ColumnType, ForeignKey, FromRow, Model};
use rust_decimal::Decimal;

/// A user.
#[derive(Debug, Clone, Model)]
#[model(
    table = "users",
    index(email, active),
    unique(tenant, username, name = "uq_who")
)]
#[model(check = "age >= 0", check(name = "tall", expr = "height > 0"))]
pub struct User {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The tenant.
    pub tenant: i64,
    /// The name.
    #[column(unique, length = 50)]
    pub username: String,
    #[column(index)]
    pub(crate) email: String,
    #[column(default = "1234")]
    password: String,
    /// Years.
    #[column(default = 18)]
    pub age: i32,
    /// Metres.
    pub height: Option<f64>,
    /// Money.
    #[column(precision = 10, scale = 2, default = Decimal::ZERO)]
    pub balance: Decimal,
    /// Not blocked.
    #[column(default = true)]
    pub active: bool,
    /// What may be done.
    #[column(default = Role::User)]
    pub role: Role,
    /// A picture.
    pub avatar: Option<Vec<u8>>,
    /// Set by every change.
    #[column(default = Utc::now(), on_update = Utc::now())]
    pub updated_at: DateTime<Utc>,
    /// Set by the database.
    #[column(db_default = "CURRENT_TIME")]
    pub created_time: NaiveTime,
    /// A keyword.
    pub r#type: Option<i32>,
    /// The one above.
    #[column(on_delete = SetNull, on_update = Cascade)]
    pub boss: Option<ForeignKey<Self>>,
    /// Counts changes.
    #[column(version)]
    pub version: i64,
    /// Not stored.
    #[column(skip)]
    pub seen: bool,
    secret: Option<Secret>,
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
pub enum Role {
    /// Everything.
    Admin,
    /// Something.
    User,
}

#[derive(Debug, Clone, ColumnType)]
struct Secret(String);

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, ColumnType)]
pub struct TeamId(i64);

/// A team.
#[derive(Debug, Clone, Model)]
pub struct Team {
    /// The key.
    #[column(primary_key)]
    pub id: TeamId,
    #[column(name = "n", constant = "counted")]
    count: i32,
}

/// A membership.
#[derive(Debug, Clone, Model)]
#[model(primary_key(team, user), without_rowid, strict)]
pub struct Member {
    /// The team.
    #[column(on_delete = Cascade)]
    pub team: ForeignKey<Team>,
    /// The user.
    pub user: ForeignKey<User>,
}

/// A summary.
#[derive(Debug, FromRow)]
pub struct Stat {
    /// Of the user.
    pub name: String,
    /// How many.
    #[column(name = "count")]
    pub n: i64,
    /// Of all.
    #[column(precision = 10, scale = 2)]
    pub total: Option<Decimal>,
    /// Not read.
    #[column(skip)]
    pub note: String,
}

#[test]
fn private_columns_are_as_usable_as_public_ones() {
    let user = User::builder()
        .tenant(1)
        .username("alice")
        .email("a@x")
        .password("x")
        .build();
    assert_eq!((user.id, user.password.as_str(), user.age), (0, "x", 18));
    assert!(user.secret.is_none());
    let team = Team::builder().count(2).build();
    assert_eq!(team.count, 2);
    let _ = Team::counted;
    let member = Member::builder().team(TeamId(1)).user(1).build();
    assert_eq!(member.team.key(), Some(&TeamId(1)));
}
