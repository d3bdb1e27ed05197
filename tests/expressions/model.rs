//! The models and rows that the expressions are about.

use crocus::expr::{Condition, Table, UsedIn};
use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique, length = 50)]
    pub name: String,
    pub age: i32,
    pub height: Option<f64>,
    pub rank: Option<i32>,
    pub bio: Option<String>,
    pub active: bool,
    pub boss: Option<ForeignKey<User>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    pub author: ForeignKey<User>,
    pub reviewer: Option<ForeignKey<User>>,
    pub lang: ForeignKey<Lang>,
}

#[derive(Debug, Clone, PartialEq, Model)]
pub struct Tag {
    #[column(primary_key)]
    pub id: i64,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
pub struct Lang {
    #[column(primary_key)]
    pub code: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ColumnType)]
pub struct DeptId(pub i64);

#[derive(Debug, Clone, PartialEq, Model)]
pub struct Dept {
    #[column(primary_key)]
    pub id: DeptId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
pub struct Job {
    #[column(primary_key)]
    pub id: i64,
    pub dept: ForeignKey<Dept>,
}

alias!(pub Manager = User);

/// ann (1) leads bob (2) and cyd (3), bob leads dan (4); all but cyd are active.
fn all_users() -> [User; 4] {
    let user = |name: &str, age| User::builder().name(name).age(age);
    [
        user("ann", 17).active(true).build(),
        user("bob", 18)
            .height(1.5)
            .rank(1)
            .bio("x")
            .active(true)
            .boss(1)
            .build(),
        user("cyd", 30)
            .height(2.0)
            .rank(3)
            .active(false)
            .boss(1)
            .build(),
        user("dan", 42)
            .rank(42)
            .bio("Xy_%")
            .active(true)
            .boss(2)
            .build(),
    ]
}

/// ann wrote two posts, bob and cyd one; bob reviewed the first.
fn all_posts() -> [Post; 4] {
    [
        Post::builder()
            .title("x")
            .author(1)
            .reviewer(2)
            .lang("de")
            .build(),
        Post::builder().title("y").author(1).lang("fr").build(),
        Post::builder().title("x").author(2).lang("de").build(),
        Post::builder().title("bob").author(3).lang("fr").build(),
    ]
}

/// A session on a fresh database with these rows.
pub fn session() -> Session {
    let engine = Engine::memory().unwrap();
    engine
        .create_all(&schema![User, Post, Tag, Lang, Dept, Job])
        .unwrap();
    let mut s = engine.session();
    s.add_all(["de", "fr"].map(|code| Lang {
        code: code.to_owned(),
    }));
    s.add_all(all_users());
    s.add_all(all_posts());
    s.add_all(["x", "q"].map(|label| Tag::builder().label(label).build()));
    s.add(Dept::builder().name("tools").build());
    s.add(Job::builder().dept(DeptId(1)).build());
    s.commit().unwrap();
    s
}

/// The ids of the users for whom a condition holds.
pub fn users_with<C: Condition, I>(condition: C, s: &mut Session) -> Vec<i64>
where
    C::Uses: UsedIn<Table<User>, I>,
{
    let users = User::filter(condition).order_by(User::id.asc());
    users.columns(User::id).all(s).unwrap()
}

/// The ids of the posts for which a condition holds.
pub fn posts_with<C: Condition, I>(condition: C, s: &mut Session) -> Vec<i64>
where
    C::Uses: UsedIn<Table<Post>, I>,
{
    let posts = Post::filter(condition).order_by(Post::id.asc());
    posts.columns(Post::id).all(s).unwrap()
}

/// `users!(s: condition => [ids]; ..)`: each condition holds for just these users.
macro_rules! users {
    ($s:expr; $($condition:expr => $ids:expr;)*) => {$(
        let ids: &[i64] = &$ids;
        assert_eq!($crate::model::users_with($condition, $s), ids, "{}", stringify!($condition));
    )*};
}
pub(crate) use users;

/// The same of posts.
macro_rules! posts {
    ($s:expr; $($condition:expr => $ids:expr;)*) => {$(
        let ids: &[i64] = &$ids;
        assert_eq!($crate::model::posts_with($condition, $s), ids, "{}", stringify!($condition));
    )*};
}
pub(crate) use posts;
