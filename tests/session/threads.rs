//! Sessions and threads: one session is used by one thread at a time, one engine by all of them.

use std::sync::Barrier;
use std::time::Duration;

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use crate::database::{Directory, Random, committed, database, fails};

#[derive(Debug, Clone, PartialEq, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    balance: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Entry {
    #[column(primary_key)]
    id: i64,
    account: ForeignKey<Account>,
    amount: i64,
}

fn account(balance: i64) -> Account {
    Account::builder().balance(balance).build()
}

/// Compiles for every type that is `Send`.
fn is_send<T: Send>() {}

/// Two impls apply to a type that is `Sync`, so that its name here would be ambiguous.
trait NotSync<Which> {
    fn is_not_sync() {}
}

struct IfSync;

impl<T: ?Sized> NotSync<()> for T {}
impl<T: ?Sized + Sync> NotSync<IfSync> for T {}

#[test]
fn a_session_is_sent_and_not_shared_and_an_engine_is_both() {
    fn is_shared<T: Send + Sync + Clone>() {}
    is_send::<Session>();
    <Session as NotSync<_>>::is_not_sync();
    is_shared::<Engine>();
    is_shared::<Entity<Account>>();
    is_shared::<ForeignKey<Account>>();
    is_shared::<Select<Account>>();
    is_send::<crocus::Error>();
}

#[test]
fn a_session_goes_on_in_another_thread_in_the_middle_of_its_transaction() {
    let engine = database(&schema![Account, Entry]);
    let mut s = engine.session();
    let one = s.add(account(1));
    s.flush().unwrap();
    s[one].balance = 2;
    let mut s = std::thread::spawn(move || {
        assert_eq!((s.state(one), s[one].balance), (State::Persistent, 2));
        s[one].balance += 1;
        s.add(account(10));
        s.flush().unwrap();
        s
    })
    .join()
    .unwrap();
    s.commit().unwrap();
    assert_eq!(committed(&engine, "SELECT sum(balance) FROM accounts"), 13);
}

/// Moves money at random, sometimes gives up in the middle, by an error, a rollback, or a drop.
fn transfer(engine: &Engine, seed: u64, times: usize) {
    let mut random = Random::new(seed);
    let mut s = engine.session();
    for _ in 0..times {
        let from = i64::try_from(random.below(5)).unwrap() + 1;
        let to = from % 5 + 1;
        s.begin().unwrap();
        let (from, to) = (
            s.get_one::<Account>(from).unwrap(),
            s.get_one::<Account>(to).unwrap(),
        );
        s[from].balance -= 1;
        s.add(Entry::builder().account(from).amount(-1).build());
        if random.below(3) == 0 {
            s.flush().unwrap();
        }
        if random.below(4) == 0 {
            s[from].balance = -1_000_000;
            match random.below(3) {
                0 => s.rollback().unwrap(),
                1 => s = engine.session(),
                _ => {
                    let outcome = s.savepoint(|s| s.get_one::<Account>(-1));
                    fails(outcome, ErrorKind::NotFound, &["accounts"]);
                    s.rollback().unwrap();
                }
            }
            continue;
        }
        s[to].balance += 1;
        s.add(Entry::builder().account(to).amount(1).build());
        s.commit().unwrap();
    }
}

fn under_load(engine: &Engine) {
    engine.create_all(&schema![Account, Entry]).unwrap();
    engine
        .write(|s| {
            s.add_all((0..5).map(|_| account(100)));
            Ok(())
        })
        .unwrap();
    let balances = |s: &mut Session| sql("SELECT sum(balance) FROM accounts").scalar::<i64>(s);
    std::thread::scope(|scope| {
        for seed in 1..=6 {
            scope.spawn(move || transfer(engine, seed, 100));
        }
        for _ in 0..2 {
            scope.spawn(|| {
                let mut s = engine.session();
                for _ in 0..100 {
                    assert_eq!(balances(&mut s).unwrap(), 500);
                    // What is watched between transactions is one snapshot each time.
                    let all = s.load(Account::select()).unwrap();
                    assert_eq!(all.iter().map(|one| s[*one].balance).sum::<i64>(), 500);
                }
            });
        }
    });
    let mut s = engine.session();
    assert_eq!(balances(&mut s).unwrap(), 500);
    let entries = "SELECT count(*) FROM accounts a WHERE balance - 100 <>
        (SELECT coalesce(sum(amount), 0) FROM entries WHERE account_id = a.id)";
    assert_eq!(sql(entries).scalar::<i64>(&mut s).unwrap(), 0);
    assert!(Entry::select().count(&mut s).unwrap() > 500);
}

#[test]
fn a_session_each_in_many_threads_lose_nothing_and_see_no_half_transaction() {
    under_load(&Engine::temporary().unwrap());
}

#[test]
fn a_session_each_in_many_threads_share_a_database_in_memory() {
    under_load(&Engine::memory().unwrap());
}

#[test]
fn idle_sessions_hold_no_connection() {
    let directory = Directory::new();
    let builder = Engine::builder(&directory.file("x.db")).readers(1);
    let file = builder
        .busy_timeout(Duration::from_millis(50))
        .open()
        .unwrap();
    for engine in [file, Engine::memory().unwrap()] {
        engine.create_all(&schema![Account, Entry]).unwrap();
        engine.write(|s| Account::create(account(1), s)).unwrap();
        // Each has read, has written and committed, has rolled back, and has something unsaved.
        let mut idle: Vec<(Session, Entity<Account>)> = Vec::new();
        for _ in 0..50 {
            let mut s = engine.session();
            let one = s.get_one::<Account>(1).unwrap();
            s[one].balance += 1;
            s.commit().unwrap();
            s.add(account(5));
            s.flush().unwrap();
            s.rollback().unwrap();
            s.load(Account::select()).unwrap();
            s[one].balance = -1;
            idle.push((s, one));
        }
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| engine.write(|s| Account::create(account(1), s)).unwrap());
            }
        });
        assert_eq!(engine.read(|s| Account::select().count(s)).unwrap(), 3);
        let (s, one) = &mut idle[49];
        s.commit().unwrap();
        assert_eq!((s[*one].balance, s.in_transaction()), (-1, false));
    }
}

#[test]
fn a_session_dropped_in_its_transaction_lets_the_next_one_write() {
    let directory = Directory::new();
    let builder = Engine::builder(&directory.file("x.db"));
    let engine = builder
        .busy_timeout(Duration::from_secs(20))
        .open()
        .unwrap();
    engine.create_all(&schema![Account, Entry]).unwrap();
    let begun = Barrier::new(2);
    std::thread::scope(|scope| {
        let holder = scope.spawn(|| {
            let mut s = engine.session();
            s.add(account(1));
            s.flush().unwrap();
            begun.wait();
            std::thread::sleep(Duration::from_millis(50));
            // Quietly, as a panic would print.
            std::panic::resume_unwind(Box::new("out"));
        });
        begun.wait();
        engine.write(|s| Account::create(account(2), s)).unwrap();
        assert!(holder.join().is_err());
    });
    assert_eq!(committed(&engine, "SELECT sum(balance) FROM accounts"), 2);
}
