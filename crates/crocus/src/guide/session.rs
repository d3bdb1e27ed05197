//! The session: what it watches, when it writes, what it takes back.
//!
//! A [`Session`] is one conversation with the database. It keeps one living struct for each row you
//! asked it to watch, finds out what you changed, and writes that in the right order, in one
//! transaction. You hold an [`Entity`], a ticket of a few bytes that is copied freely;
//! `session[entity]` is the struct.
//!
//! ```
//! use crocus::prelude::*;
//!
//! #[derive(Debug, Clone, Model)]
//! struct User {
//!     #[column(primary_key)]
//!     id: i64,
//!     #[column(unique)]
//!     name: String,
//!     #[column(default = 0)]
//!     points: i64,
//! }
//!
//! # fn main() -> crocus::Result<()> {
//! let engine = Engine::memory()?;
//! engine.create_all(&schema![User])?;
//!
//! let mut s = engine.session();
//! let ada = s.add(User::builder().name("ada").build()); // no SQL
//! s.commit()?; // BEGIN IMMEDIATE, INSERT, COMMIT
//!
//! let same = s.get::<User>(1)?; // the same row is the same entity, always
//! assert_eq!(same, Some(ada));
//!
//! s[ada].points += 1; // no SQL, nothing to announce
//! s.commit()?; // UPDATE users SET points = ?, and nothing else
//! # Ok(())
//! # }
//! ```
//!
//! # States
//!
//! ```text
//!             add                  flush
//!   a value ───────▶ Pending ──────────────▶ Persistent ◀─── get, load, track, merge
//!                       │                     │      ▲
//!             rollback, │       delete, flush │      │ rollback
//!               delete  ▼                     ▼      │
//!                   Transient                Deleted ─
//!
//!   Pending, Persistent, Deleted ── detach ──▶ Detached, and the struct is yours
//!   Persistent, Deleted ─────────── clear ───▶ Detached
//! ```
//!
//! [`Session::state`] tells where an entity stands.
//!
//! | state | the struct | the row | the next flush |
//! |---|---|---|---|
//! | a value, not added | yours | perhaps | does not know it |
//! | [`Pending`](State::Pending) | readable, changeable | not there yet | inserts it |
//! | [`Persistent`](State::Persistent) | readable, changeable | there | updates the columns that differ |
//! | Persistent, after [`delete`](Session::delete) | readable | there | deletes it |
//! | [`Deleted`](State::Deleted) | readable | gone | nothing |
//! | [`Transient`](State::Transient) | gone with its undone `add` | never there | nothing |
//! | [`Detached`](State::Detached) | yours: [`detach`](Session::detach) returned it | as it is | nothing |
//!
//! A delete that was not flushed is taken back by [`restore`](Session::restore). What you have in mind
//! is listed by [`new_entities`](Session::new_entities), [`dirty`](Session::dirty) and
//! [`deleted`](Session::deleted), and for one entity by [`changes`](Session::changes). The example
//! `states` walks through all of it.
//!
//! # Flush against commit
//!
//! A **flush** sends what has changed: INSERTs, parents first; UPDATEs of the changed columns; DELETEs,
//! children first. It makes the changes visible to your own queries, and to nobody else. A **commit**
//! flushes, and then makes everything since BEGIN durable and visible to all.
//!
//! You rarely call [`flush`](Session::flush): every query of the session flushes first, so that it
//! never answers with yesterday's rows. You call it to have a key early, or to meet an error where you
//! can handle it. A flush is atomic. When one of its statements is refused, the database and memory are
//! as before, the transaction is open, and you mend the cause and flush again:
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![User])?;
//! let mut s = engine.session();
//! let ada = s.add(User::builder().name("ada").build());
//! let bob = s.add(User::builder().name("ada").build());
//! let error = s.flush().unwrap_err();
//! assert_eq!(error.kind(), crocus::ErrorKind::Unique);
//! assert_eq!(s[ada].id, 0); // neither was inserted
//!
//! s[bob].name = "bob".into();
//! s.commit()?;
//! assert_eq!((s[ada].id, s[bob].id), (1, 2));
//! # Ok(())
//! # }
//! ```
//!
//! A commit keeps all values: reading an entity afterwards costs nothing. A commit that the database
//! refuses keeps the transaction and memory, so that it can be mended and tried again.
//!
//! # When SQL runs
//!
//! **What takes `&mut Session` and returns a [`Result`] may run SQL; nothing else ever does.**
//!
//! | call | SQL |
//! |---|---|
//! | `s[entity]`, [`state`](Session::state), [`changes`](Session::changes) | never |
//! | [`add`](Session::add), [`delete`](Session::delete), [`restore`](Session::restore), [`track`](Session::track), [`detach`](Session::detach), [`clear`](Session::clear) | never |
//! | [`get`](Session::get) | none for a row read in this transaction, or, outside of one, since the last commit of this engine; else a flush and one SELECT |
//! | [`load`](Session::load), queries, [`ActiveRecord`] | a flush if something changed, then the statement |
//! | [`refresh`](Session::refresh) | one SELECT; what you changed in this entity is dropped |
//! | [`flush`](Session::flush) | what changed, nothing if nothing did; a value set back is no change |
//! | [`commit`](Session::commit) | the flush, and COMMIT if a transaction is open |
//! | [`rollback`](Session::rollback) | ROLLBACK; rows first read after a write of this transaction are read again |
//!
//! [`no_autoflush`](Session::no_autoflush) runs queries without the flush before them. In tests,
//! [`crocus::testing::statements`](crate::testing::statements) shows what a piece of code sends.
//!
//! # Transactions
//!
//! A session of [`Engine::session`] reads without a transaction. Its first write begins one, always as
//! BEGIN IMMEDIATE: SQLite has one writer at a time, and who takes that place at once never finds out
//! in the middle that it was too late. [`begin`](Session::begin) begins one before the first read, for
//! "read, decide, write". You end it by [`commit`](Session::commit) or [`rollback`](Session::rollback);
//! dropping the session rolls back.
//!
//! Closures end it for you: committed on `Ok`, rolled back on `Err` and on a panic. Inside, `begin`,
//! `commit` and `rollback` are [`Misuse`](crate::ErrorKind::Misuse).
//!
//! | closure | what it is |
//! |---|---|
//! | [`engine.write`](Engine::write) | a session of its own, and one transaction |
//! | [`engine.read`](Engine::read) | a session of its own, and one snapshot; writing in it is an error |
//! | [`s.transaction`](Session::transaction) | a transaction of this session; inside of one, a savepoint |
//! | [`s.savepoint`](Session::savepoint) | a part of the transaction that can be given up alone |
//!
//! **A rollback restores memory, too**: values, keys, states, pending adds and deletes are those of the
//! last commit, or of the moment when the savepoint began.
//!
//! ```
//! # use crocus::prelude::*;
//! # use crocus::State;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![User])?;
//! # let mut s = engine.session();
//! let ada = s.add(User::builder().name("ada").build());
//! s.commit()?;
//!
//! let outcome = s.savepoint(|s| {
//!     s[ada].name = "countess".into();
//!     s.add(User::builder().name("countess").build());
//!     Ok(())
//! });
//! assert!(outcome.is_err()); // two with one name: both changes are undone
//! assert_eq!(s[ada].name, "ada");
//!
//! let bob = s.add(User::builder().name("bob").build());
//! s.flush()?;
//! s.rollback()?;
//! assert_eq!(s.state(bob), State::Transient); // it never happened
//! # Ok(())
//! # }
//! ```
//!
//! Sometimes SQLite ends a transaction by itself: the disk is full, a statement was interrupted, a
//! constraint says ROLLBACK. The session notices, restores memory to the last commit, and inside a
//! closure answers everything with [`Interrupted`](crate::ErrorKind::Interrupted) and the first cause
//! until the outermost closure has returned, so that no half of the work is written.
//!
//! # How fresh a value is
//!
//! - Within a transaction reads repeat: an entity keeps the values with which it was first read.
//! - Outside of one, and in a later one, loading a row again gives a *clean* entity the row's values of
//!   now. One that you changed is never overwritten.
//! - [`refresh`](Session::refresh) reads one entity again at any time,
//!   [`refresh_all`](Session::refresh_all) all clean ones of a model.
//!
//! Values that were read before the transaction began may be old when they are written. So the UPDATE
//! also compares the old value of every column it changes; with a `#[column(version)]` it compares the
//! version instead, whatever has changed: an integer that counts up, or a time or a hash that the program
//! chooses. If another was first, it is
//! [`Stale`](crate::ErrorKind::Stale), and nothing is lost silently:
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct Account { #[column(primary_key)] id: i64, balance: i64 }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![Account])?;
//! engine.write(|s| Account::create(Account::builder().balance(100).build(), s))?;
//! let (mut one, mut two) = (engine.session(), engine.session());
//! let mine = one.get_one::<Account>(1)?;
//! let theirs = two.get_one::<Account>(1)?;
//! two[theirs].balance -= 60;
//! two.commit()?;
//!
//! one[mine].balance -= 60; // of the 100 that were there
//! let error = one.commit().unwrap_err();
//! assert_eq!(error.kind(), crocus::ErrorKind::Stale);
//! one.rollback()?;
//! one.refresh(mine)?;
//! assert_eq!(one[mine].balance, 40);
//! # Ok(())
//! # }
//! ```
//!
//! # Threads
//!
//! One [`Engine`] for the program, cloned into every thread; one session for each conversation: a
//! request, a job, a window. A session is `Send` and not `Sync`. It moves to another thread, also in the
//! middle of a transaction, and is used by one at a time; rustc sees to that. Two sessions never share
//! an entity: a ticket of the other one is refused.
//!
//! Between transactions a session holds no connection, so that a thousand idle ones are no burden. An
//! open transaction that has written holds the place of the one writer. Do not wait for the network, or
//! for a person, while you hold it; the others wait at most the busy timeout and then get
//! [`Busy`](crate::ErrorKind::Busy), with the place in your code where the holder began.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct Hit { #[column(primary_key)] id: i64, thread: i64 }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::temporary()?;
//! # engine.create_all(&schema![Hit])?;
//! std::thread::scope(|scope| {
//!     for thread in 0..4 {
//!         let engine = engine.clone();
//!         scope.spawn(move || engine.write(|s| Hit::create(Hit { id: 0, thread }, s)));
//!     }
//! });
//! assert_eq!(engine.read(|s| Hit::select().count(s))?, 4);
//! # Ok(())
//! # }
//! ```
//!
//! # The rules of `session[entity]`
//!
//! `s[entity]` borrows the session as long as you hold the reference. While you read one, you may read
//! others; while you change one, the session is yours alone. Reloading and rolling back need the
//! session, so no reference outlives them: what would be a stale object elsewhere does not compile here.
//!
//! - **Two entities in one expression**: read one into a local first.
//! - **Two entities to be changed at once**: [`get_disjoint_mut`](Session::get_disjoint_mut).
//! - **A loop over entities** holds tickets, not references: `for user in s.load(query)? { s[user].. }`.
//! - **Methods of your struct** work as they are: `s[ada].rename("x")`.
//! - **A copy to keep**: `s[ada].clone()` is a value; changing it changes nothing.
//! - **A dead ticket**, of an undone `add`, a detached entity or another session, panics with a sentence
//!   that says so; [`try_ref`](Session::try_ref) and [`try_mut`](Session::try_mut) return an error
//!   instead.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct Account { #[column(primary_key)] id: i64, balance: i64 }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![Account])?;
//! # let mut s = engine.session();
//! let [from, to] = [100, 0].map(|balance| s.add(Account::builder().balance(balance).build()));
//!
//! let amount = s[from].balance / 2; // a local: `s` is free again
//! s[to].balance += amount;
//! s[from].balance -= amount;
//! assert_eq!(s[from].balance, s[to].balance); // reading two at once is fine
//!
//! let [a, b] = s.get_disjoint_mut([from, to])?;
//! std::mem::swap(&mut a.balance, &mut b.balance);
//!
//! s.rollback()?; // the adds are undone: the tickets are dead
//! assert!(s.try_ref(from).is_err());
//! # Ok(())
//! # }
//! ```

#[expect(unused_imports, reason = "the page links to them")]
use crate::{ActiveRecord, Engine, Entity, Result, Session, State};
