//! Whatever ends the work in its middle — a killed process, a full disk, an interrupt — database and
//! memory are those of a commit, or of the step before.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result, State};

use crate::database::{Directory, Random, committed, elsewhere, fails};

#[derive(Debug, Clone, PartialEq, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    #[column(check = "balance >= 0")]
    balance: i64,
    #[column(version)]
    version: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "entries")]
struct Entry {
    #[column(primary_key)]
    id: i64,
    account: ForeignKey<Account>,
    amount: i64,
    text: String,
}

const ACCOUNTS: i64 = 6;
const TOTAL: i64 = ACCOUNTS * 1000;

fn with_accounts(engine: &Engine) {
    engine.create_all(&schema![Account, Entry]).unwrap();
    let account = |_| Account::builder().balance(1000).build();
    engine
        .write(|s| Account::insert_all((0..ACCOUNTS).map(account)).execute(s))
        .unwrap();
}

/// Moves money back and forth, two entries each, in savepoints that are kept and given up.
fn transfer(s: &mut Session, random: &mut Random, size: usize) -> Result<()> {
    let accounts = s.load(Account::select())?;
    for _ in 0..4 {
        let from = accounts[random.below(accounts.len())];
        let to = accounts[random.below(accounts.len())];
        let amount = i64::try_from(random.below(50)).unwrap();
        let kept = random.below(3) > 0;
        let outcome = s.savepoint(|s| {
            for (account, amount) in [(from, -amount), (to, amount)] {
                s[account].balance += amount;
                let entry = Entry::builder().account(account).amount(amount);
                s.add(entry.text("x".repeat(size)).build());
            }
            s.flush()?;
            if kept {
                Ok(())
            } else {
                Err(Error::other("given up"))
            }
        });
        match outcome {
            Err(error) if error.kind() == ErrorKind::Application => {}
            // An account is empty.
            Err(error) if error.kind() == ErrorKind::Check => {}
            outcome => outcome?,
        }
    }
    let old = Entry::select().order_by(Entry::id.asc()).limit(2);
    if Entry::select().count(s)? > 40 {
        old.delete(s)?;
    }
    Ok(())
}

/// What every commit leaves: nothing is lost, and no entry is without its counterpart.
#[track_caller]
fn is_whole(engine: &Engine) {
    let one = engine.connect().unwrap();
    let check: String = one.scalar("PRAGMA integrity_check").unwrap();
    assert_eq!(check, "ok");
    assert_eq!(
        committed(engine, "SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
    assert_eq!(
        committed(engine, "SELECT sum(balance) FROM accounts"),
        TOTAL
    );
    assert_eq!(
        committed(engine, "SELECT coalesce(sum(amount), 0) FROM entries"),
        0
    );
}

const KILLED: &str = "CROCUS_TEST_WORK_UNTIL_KILLED";

#[test]
fn a_process_that_is_killed_leaves_its_last_commit() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    with_accounts(&Engine::open(&file).unwrap());
    let mut random = Random::new(7);
    let mut commits = 0;
    for _ in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crash::works_until_it_is_killed_when_told_a_file",
            ])
            .args(["--nocapture"])
            .env(KILLED, &file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
        let number = |line: &str| {
            line.rsplit(' ')
                .next()
                .and_then(|last| last.parse::<i64>().ok())
        };
        let first = told.find_map(|line| number(&line.unwrap()));
        assert!(first.is_some(), "it has begun to commit");
        std::thread::sleep(Duration::from_millis(
            u64::try_from(random.below(60)).unwrap(),
        ));
        child.kill().unwrap();
        child.wait().unwrap();
        // The last line may be cut off.
        let lines: Vec<String> = told.map_while(std::io::Result::ok).collect();
        let told = lines.iter().rev().skip(1).find_map(|line| number(line));
        let engine = Engine::open(&file).unwrap();
        is_whole(&engine);
        let stored = committed(&engine, "SELECT n FROM progress");
        assert!(stored >= told.or(first).unwrap(), "what was told is stored");
        assert!(stored > commits);
        commits = stored;
        // And the next one goes on.
        engine.write(|s| transfer(s, &mut random, 10)).unwrap();
        is_whole(&engine);
    }
}

#[test]
fn works_until_it_is_killed_when_told_a_file() {
    let Ok(file) = std::env::var(KILLED) else {
        return;
    };
    let engine = Engine::open(&file).unwrap();
    elsewhere(
        &engine,
        "CREATE TABLE IF NOT EXISTS progress (n INTEGER NOT NULL)",
    );
    elsewhere(
        &engine,
        "INSERT INTO progress SELECT 0 WHERE NOT EXISTS (SELECT * FROM progress)",
    );
    let mut random = Random::new(u64::from(std::process::id()));
    let mut s = engine.session();
    loop {
        transfer(&mut s, &mut random, 2000).unwrap();
        sql("UPDATE progress SET n = n + 1")
            .execute(&mut s)
            .unwrap();
        s.commit().unwrap();
        println!("{}", committed(&engine, "SELECT n FROM progress"));
    }
}

/// Accounts and entries that a session watches, and what they were.
struct Watched {
    accounts: Vec<Entity<Account>>,
    entries: Vec<Entity<Entry>>,
}

impl Watched {
    fn new(s: &mut Session) -> Watched {
        Watched {
            accounts: s
                .load(Account::select().order_by(Account::id.asc()))
                .unwrap(),
            entries: s.load(Entry::select().order_by(Entry::id.asc())).unwrap(),
        }
    }

    fn seen(&self, s: &Session) -> (Vec<Account>, Vec<(Entry, State)>) {
        let entry = |entry: &Entity<Entry>| (s[*entry].clone(), s.state(*entry));
        (
            self.accounts
                .iter()
                .map(|account| s[*account].clone())
                .collect(),
            self.entries.iter().map(entry).collect(),
        )
    }

    /// Inserts, longer texts, deletions; how many rows there are new.
    fn change(&mut self, s: &mut Session, size: usize) -> Vec<Entity<Entry>> {
        let account = self.accounts[0];
        s[account].balance += 1;
        let new = (0..70).map(|n| {
            let entry = Entry::builder().account(account).amount(n);
            s.add(entry.text("n".repeat(size)).build())
        });
        let new = new.collect();
        for (place, entry) in self.entries.iter().enumerate() {
            match place % 3 {
                0 => s[*entry].text = "long".repeat(size),
                1 => s.delete(*entry),
                _ => {}
            }
        }
        new
    }

    /// What is watched is what is stored.
    #[track_caller]
    fn agrees(&self, s: &mut Session) {
        let living = |entry: &&Entity<Entry>| s.state(**entry) == State::Persistent;
        let memory: Vec<Entry> = self
            .entries
            .iter()
            .filter(living)
            .map(|entry| s[*entry].clone())
            .collect();
        let accounts: Vec<Account> = self
            .accounts
            .iter()
            .map(|account| s[*account].clone())
            .collect();
        let (stored, rows) = s
            .no_autoflush(|s| {
                let rows = Account::select().order_by(Account::id.asc()).all(s)?;
                Ok::<_, Error>((Entry::select().order_by(Entry::id.asc()).all(s)?, rows))
            })
            .unwrap();
        assert!(
            stored == memory && rows == accounts,
            "memory is another one"
        );
    }
}

/// One connection, with entries that are committed.
fn with_entries() -> Engine {
    let engine = Engine::memory().unwrap();
    with_accounts(&engine);
    engine
        .write(|s| {
            let entry = |n| {
                Entry::builder()
                    .account(1)
                    .amount(n)
                    .text("e".repeat(300))
                    .build()
            };
            Entry::insert_all((0..60).map(entry)).execute(s)
        })
        .unwrap();
    engine
}

#[test]
fn whenever_the_disk_is_full_memory_is_what_the_database_has() {
    let mut outcomes = [0, 0, 0];
    for spare in 0..64 {
        let engine = with_entries();
        let mut s = engine.session();
        let mut watched = Watched::new(&mut s);
        let at_first = watched.seen(&s);
        // Something was flushed before.
        s[watched.accounts[1]].balance = 5;
        s.flush().unwrap();
        let before = watched.seen(&s);
        let pages: i64 = sql("PRAGMA page_count").scalar(&mut s).unwrap();
        let limit = format!("PRAGMA max_page_count = {}", pages + spare);
        sql(limit).all::<(i64,)>(&mut s).unwrap();
        let new = watched.change(&mut s, 400);
        let outcome = s.flush();
        elsewhere_after(&mut s, "PRAGMA max_page_count = 1000000");
        match outcome {
            Ok(()) => outcomes[0] += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Full, "{error}");
                if s.in_transaction() {
                    // As it was before the flush, which can be repeated.
                    outcomes[1] += 1;
                    assert_eq!(s[watched.accounts[1]].balance, 5);
                    assert!(new.iter().all(|entry| s.state(*entry) == State::Pending));
                    let mut entries = watched.entries.iter();
                    assert!(entries.all(|entry| s.state(*entry) == State::Persistent));
                    s.flush().unwrap();
                } else {
                    outcomes[2] += 1;
                    assert!(watched.seen(&s) == at_first);
                    assert!(new.iter().all(|entry| s.state(*entry) == State::Transient));
                    watched.agrees(&mut s);
                    continue;
                }
            }
        }
        watched.entries.extend(new);
        watched.agrees(&mut s);
        s.rollback().unwrap();
        watched.entries.truncate(before.1.len());
        assert!(watched.seen(&s) == at_first);
        watched.agrees(&mut s);
    }
    let [done, _, _] = outcomes;
    assert!(done > 3 && done < 61, "{outcomes:?}");
}

fn elsewhere_after(s: &mut Session, text: &str) {
    s.no_autoflush(|s| sql(text).all::<(i64,)>(s)).unwrap();
}

#[test]
fn whenever_a_commit_is_interrupted_memory_is_what_the_database_has() {
    let engine = with_entries();
    let handle = engine
        .connect()
        .unwrap()
        .raw()
        .unwrap()
        .get_interrupt_handle();
    let mut random = Random::new(3);
    let (mut interrupted, mut longest) = (0, Duration::from_millis(2));
    let mut s = engine.session();
    let mut watched = Watched::new(&mut s);
    // How often one comes in time is the machine's.
    for round in 0..1000 {
        if interrupted >= 20 && round >= 40 {
            break;
        }
        let at_first = watched.seen(&s);
        let new = watched.change(&mut s, 50);
        let (begun, ended) = (AtomicBool::new(false), AtomicBool::new(false));
        let wait = longest * u32::try_from(random.below(100)).unwrap() / 100;
        let outcome = std::thread::scope(|scope| {
            scope.spawn(|| {
                begun.store(true, Ordering::Release);
                let start = Instant::now();
                // Between two statements there is nothing to interrupt.
                while !ended.load(Ordering::Acquire) {
                    if start.elapsed() > wait {
                        handle.interrupt();
                    }
                }
            });
            while !begun.load(Ordering::Acquire) {
                std::hint::spin_loop();
            }
            let start = Instant::now();
            let outcome = s.commit();
            ended.store(true, Ordering::Release);
            longest = start.elapsed().max(Duration::from_micros(100));
            outcome
        });
        if let Err(error) = outcome {
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
            interrupted += 1;
            if s.in_transaction() && round % 2 == 0 {
                // As if nothing had happened: it can be repeated.
                s.flush().unwrap();
                let before = watched.entries.len();
                watched.entries.extend(&new);
                watched.agrees(&mut s);
                watched.entries.truncate(before);
            }
            // Where SQLite has not done so.
            s.rollback().unwrap();
            assert!(watched.seen(&s) == at_first, "{error:?}");
            assert!(new.iter().all(|new| s.state(*new) == State::Transient));
        } else {
            watched.entries.extend(new);
        }
        watched.agrees(&mut s);
        // A few stay, so that there is always something to be deleted.
        watched
            .entries
            .retain(|entry| s.state(*entry) == State::Persistent);
        for entry in watched.entries.drain(20.min(watched.entries.len())..) {
            Entry::filter(Entry::id.eq(s[entry].id))
                .delete(&mut s)
                .unwrap();
        }
        s.commit().unwrap();
    }
    assert!(interrupted > 0);
    fails(s.get_one::<Entry>(-1), ErrorKind::NotFound, &["entries"]);
}
