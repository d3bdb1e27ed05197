//! Active Record: verbs on plain structs, run at once inside the session's transaction.

use super::get::no_row;
use super::session::Session;
use crate::error::Result;
use crate::expr::{Condition, Table, UsedIn};
use crate::model::{KeyInput, Model};
use crate::query::{Query, UniqueColumns};
use crate::value::Fault;

/// Verbs on plain structs: each runs at once in the session's transaction and never commits.
///
/// Changes of watched entities are flushed first, and what a verb writes is applied to the watched
/// entity of that row. The values it answers with are photographs: plain structs of yours.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// let mut ada = User::create(User::builder().name("ada").build(), &mut s)?;
/// ada.update(&mut s, |user| user.age += 1)?;
/// assert_eq!(User::find_one(User::name.eq("ada"), &mut s)?.age, 19);
/// ada.delete(&mut s)?;
/// s.commit()?; // the verbs never do
/// # Ok(())
/// # }
/// ```
///
/// Each verb may also fail with what the flush before it or the database reports; those that write, with
/// `ReadOnly` in `engine.read` and for views. What fails has written nothing.
pub trait ActiveRecord: Model {
    /// Inserts a row: `value.insert(session)`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = User::create(User::builder().name("ada").build(), &mut s)?;
    /// assert_eq!((ada.id, ada.age), (1, 18));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database refuses.
    #[track_caller]
    fn create(value: Self, session: &mut Session) -> Result<Self> {
        value.insert(session)
    }

    /// Inserts the row; the struct with the key, and all else that the database wrote.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = User::builder().name("ada").build().insert(&mut s)?;
    /// assert_eq!(ada.id, 1);
    /// let copy = ada.insert(&mut s).unwrap_err(); // the same key again
    /// assert_eq!(copy.kind(), crocus::ErrorKind::Unique);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database refuses.
    #[track_caller]
    fn insert(self, session: &mut Session) -> Result<Self> {
        session.insert_value(self)
    }

    /// The row with this key, if there is one.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// let ada = User::create(User::builder().name("ada").build(), &mut s)?;
    /// let post = Post::create(Post::builder().title("Notes").author(&ada).build(), &mut s)?;
    /// let author = User::get(post.author, &mut s)?; // a foreign key is a key
    /// assert_eq!(author.map(|user| user.name), Some("ada".to_owned()));
    /// assert!(User::get(7, &mut s)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn get(key: impl KeyInput<Self::Key>, session: &mut Session) -> Result<Option<Self>> {
        let key = key.key_input().map_err(Fault::nowhere)?;
        let key = session.known_key::<Self>(key)?;
        session.autoflush()?;
        session.read_value(&key)
    }

    /// All rows.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add_all([("ada", 36), ("bob", 50)].map(|(name, age)| User::builder().name(name).age(age).build()));
    /// let names: Vec<String> = User::all(&mut s)?.into_iter().map(|user| user.name).collect();
    /// assert_eq!(names, ["ada", "bob"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn all(session: &mut Session) -> Result<Vec<Self>> {
        session.read_values()
    }

    /// The first row that matches, if there is one.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add_all([("ada", 36), ("bob", 50)].map(|(name, age)| User::builder().name(name).age(age).build()));
    /// let old = User::find(User::age.gt(40), &mut s)?;
    /// assert_eq!(old.map(|user| user.name), Some("bob".to_owned()));
    /// assert!(User::find(User::email.is_not_null(), &mut s)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn find<C: Condition, I>(condition: C, session: &mut Session) -> Result<Option<Self>>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).first(session)
    }

    /// The only row that matches.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add_all([("ada", 36), ("bob", 50)].map(|(name, age)| User::builder().name(name).age(age).build()));
    /// assert_eq!(User::find_one(User::name.eq("bob"), &mut s)?.age, 50);
    /// let error = User::find_one(User::age.gt(18), &mut s).unwrap_err();
    /// assert_eq!(error.kind(), crocus::ErrorKind::MultipleFound);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, `MultipleFound` when there are several.
    #[track_caller]
    fn find_one<C: Condition, I>(condition: C, session: &mut Session) -> Result<Self>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).one(session)
    }

    /// Whether any row matches.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add_all([("ada", 36), ("bob", 50)].map(|(name, age)| User::builder().name(name).age(age).build()));
    /// assert!(User::exists(User::name.eq("ada"), &mut s)?);
    /// assert!(!User::exists(User::age.lt(18), &mut s)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn exists<C: Condition, I>(condition: C, session: &mut Session) -> Result<bool>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).exists(session)
    }

    /// How many rows match.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add_all([("ada", 36), ("bob", 50)].map(|(name, age)| User::builder().name(name).age(age).build()));
    /// assert_eq!(User::count(User::age.ge(18), &mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush before it or the database reports.
    #[track_caller]
    fn count<C: Condition, I>(condition: C, session: &mut Session) -> Result<u64>
    where
        C::Uses: UsedIn<Table<Self>, I>,
    {
        <Self as Query>::filter(condition).count(session)
    }

    /// Changes the row: reads it as it is now, lets `change` edit it, writes only the columns that
    /// differ. `self` is the new row afterwards.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let mut ada = User::create(User::builder().name("ada").build(), &mut s)?;
    /// ada.update(&mut s, |user| user.email = Some("ada@example.com".to_owned()))?; // one column
    /// assert_eq!(ada.email.as_deref(), Some("ada@example.com"));
    /// let taken = User::create(User::builder().name("bob").build(), &mut s)?
    ///     .update(&mut s, |user| user.name = "ada".to_owned());
    /// assert_eq!(taken.unwrap_err().kind(), crocus::ErrorKind::Unique);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; what the database refuses, and then `self` is as before.
    #[track_caller]
    fn update(&mut self, session: &mut Session, change: impl FnOnce(&mut Self)) -> Result<()> {
        *self = session.update_value(&session.known_key::<Self>(self.key())?, change)?;
        Ok(())
    }

    /// Reads the row again.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let mut ada = User::create(User::builder().name("ada").build(), &mut s)?;
    /// User::filter(User::id.eq(ada.id)).set(User::age, 36).update(&mut s)?;
    /// assert_eq!(ada.age, 18); // a photograph
    /// ada.refresh(&mut s)?;
    /// assert_eq!(ada.age, 36);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone.
    #[track_caller]
    fn refresh(&mut self, session: &mut Session) -> Result<()> {
        session.autoflush()?;
        let key = session.known_key::<Self>(self.key())?;
        *self = session
            .read_value(&key)?
            .ok_or_else(|| no_row::<Self>(&key))?;
        Ok(())
    }

    /// Deletes the row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = User::create(User::builder().name("ada").build(), &mut s)?;
    /// ada.delete(&mut s)?;
    /// assert_eq!(ada.delete(&mut s).unwrap_err().kind(), crocus::ErrorKind::NotFound);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when the row is gone; `ForeignKey` when others refer to it.
    #[track_caller]
    fn delete(&self, session: &mut Session) -> Result<()> {
        session.delete_value::<Self>(&session.known_key::<Self>(self.key())?)
    }

    /// Inserts the row, or updates the row that has the same value in a unique column, or in several
    /// columns that are unique together: `user.upsert(User::username, session)`. The row as it is
    /// then; the key of an existing row stays.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let first = User::builder().name("ada").build().upsert(User::name, &mut s)?;
    /// let second = User::builder().name("ada").age(36).build().upsert(User::name, &mut s)?;
    /// assert_eq!((second.id, second.age), (first.id, 36));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database refuses.
    #[track_caller]
    fn upsert<C: UniqueColumns<Self>>(self, unique: C, session: &mut Session) -> Result<Self> {
        session.upsert_value(self, &unique.names())
    }
}

impl<M: Model> ActiveRecord for M {}
