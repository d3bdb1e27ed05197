//! The engine under load and in trouble: threads, processes, locks, bad files, full disks.

mod bad_files;
mod contention;
mod echo;
mod files;
mod memory;
mod settings;
mod statements;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result};

#[derive(Debug, Clone, Model)]
struct Counter {
    #[column(primary_key)]
    id: i64,
    value: i64,
}

/// A directory that goes with its test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("crocus-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Creates the counter's row.
fn with_counter(engine: Engine) -> Engine {
    engine.create_all(&schema![Counter]).unwrap();
    engine
        .write(|s| Counter::create(Counter::builder().value(0).build(), s))
        .unwrap();
    engine
}

fn value(engine: &Engine) -> i64 {
    engine
        .read(|s| s.get_one::<Counter>(1).map(|counter| s[counter].value))
        .unwrap()
}

/// One transaction that reads the row, thinks, and writes it; by entity and by value in turn.
fn count_one(engine: &Engine, number: i64) -> Result<()> {
    engine.write(|s| {
        if number % 2 == 0 {
            let counter = s.get_one::<Counter>(1)?;
            std::thread::yield_now();
            s[counter].value += 1;
            return Ok(());
        }
        let mut counter = Counter::find_one(Counter::id.eq(1), s)?;
        std::thread::yield_now();
        counter.update(s, |counter| counter.value += 1)
    })
}

#[track_caller]
fn fails<T>(result: Result<T>, kind: ErrorKind, parts: &[&str]) -> Error {
    let Err(error) = result else {
        panic!("an error of kind {kind:?} was expected")
    };
    assert_eq!(error.kind(), kind, "{error}");
    for part in parts {
        assert!(
            error.to_string().contains(part),
            "`{part}` is not in: {error}"
        );
    }
    error
}
