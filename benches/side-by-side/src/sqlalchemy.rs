//! The session beside SQLAlchemy's: the same workloads, each in its own language.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crocus::prelude::*;

use crate::data;
use crate::peers::orm::{Post, User, engine};
use crate::report::{Report, shown};
use crate::timing::median;

/// Names of the workloads in the script, and in the table.
const NAMES: [(&str, &str); 7] = [
    ("add", "add 10 000 objects and commit, per object"),
    ("load", "load 10 000 objects, per object"),
    ("get cold", "get by key, not loaded"),
    ("get hot", "get by key, loaded"),
    ("edit", "edit 10 000 loaded objects and commit, per object"),
    ("lazy", "1 000 parents × 5 children, when asked for"),
    ("eager", "1 000 parents × 5 children, one query more"),
];

/// Prints the comparison, or why there is none.
pub fn run(report: &mut Report, rounds: usize) {
    report.line("\n## SQLAlchemy\n");
    let answer = match interpreter().and_then(|python| theirs(&python, rounds)) {
        Ok(answer) => answer,
        Err(why) => return report.line(&format!("Skipped: {why}.")),
    };
    let of = |name: &str| {
        answer
            .lines()
            .find_map(|it| it.strip_prefix(name)?.strip_prefix('\t'))
    };
    let version = of("version").unwrap_or("?");
    report.head(&[
        "session",
        &format!("SQLAlchemy {version}"),
        "Crocus",
        "times faster",
    ]);
    for ((key, name), ours) in NAMES.into_iter().zip(ours(rounds)) {
        let theirs: f64 = of(key)
            .and_then(|it| it.parse().ok())
            .expect("a time for every name");
        report.line(&format!(
            "| {name} | {} | {} | {:.0} |",
            shown(theirs),
            shown(ours),
            theirs / ours
        ));
    }
}

fn succeeds(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{command:?} failed: {}",
        errors.lines().last().unwrap_or_default()
    ))
}

/// A Python that has SQLAlchemy, made below `target` when there is none yet.
fn interpreter() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/sqlalchemy");
    let python = folder.join("bin/python");
    if succeeds(Command::new(&python).args(["-c", "import sqlalchemy"])).is_err() {
        eprintln!("installing SQLAlchemy");
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder))
            .map_err(|_| "there is no Python 3 with venv".to_owned())?;
        let install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--pre",
            "sqlalchemy>=2.1.0b1,<2.2",
        ];
        succeeds(Command::new(&python).args(install))
            .map_err(|_| "SQLAlchemy could not be installed".to_owned())?;
    }
    Ok(python)
}

fn theirs(python: &Path, rounds: usize) -> Result<String, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sqlalchemy/workloads.py");
    succeeds(Command::new(python).arg(script).arg(rounds.to_string()))
}

/// Median nanoseconds of a part that says itself how long it took.
fn measured(rounds: usize, per: u32, mut run: impl FnMut() -> Instant) -> f64 {
    let round = |_| {
        let start = run();
        start.elapsed().as_nanos() as f64 / f64::from(per)
    };
    median((0..rounds).map(round).collect())
}

/// The same on Crocus, in the order of the names.
fn ours(rounds: usize) -> [f64; 7] {
    let filled = engine(&data::users(10_000, 0, 0));
    let family = engine(&data::users(1000, 5, 0));
    let add = measured(rounds, 10_000, || {
        let mut s = engine(&data::users(0, 0, 0)).session();
        let start = Instant::now();
        for row in 0..10_000 {
            let hair_color = Some("black".to_owned());
            s.add(User {
                id: 0,
                name: format!("User {row}"),
                hair_color,
            });
        }
        s.commit().unwrap();
        start
    });
    let load = measured(rounds, 10_000, || {
        let mut s = filled.session();
        let start = Instant::now();
        black_box(s.load(User::select()).unwrap());
        start
    });
    let mut mark = 0;
    let edit = measured(rounds, 10_000, || {
        let mut s = filled.session();
        let all = s.load(User::select()).unwrap();
        mark += 1;
        let start = Instant::now();
        for (place, user) in all.into_iter().enumerate() {
            s[user].name = format!("New {place} {mark}");
        }
        s.commit().unwrap();
        start
    });
    let children = measured(rounds, 1, || {
        let mut s = family.session();
        let start = Instant::now();
        let users = s.load(User::select()).unwrap();
        let posts = s.load(Post::filter(Post::user.in_(users))).unwrap();
        assert_eq!(black_box(posts).len(), 5000);
        start
    });
    let [cold, hot] = gets(rounds);
    [add, load, cold, hot, edit, children, children]
}

fn gets(rounds: usize) -> [f64; 2] {
    let thousand = engine(&data::users(1000, 0, 0));
    [false, true].map(|loaded| {
        measured(rounds, 1000, || {
            let mut s = thousand.session();
            if loaded {
                s.load(User::select()).unwrap();
            }
            let start = Instant::now();
            for key in 1..=1000_i64 {
                black_box(s.get::<User>(key).unwrap());
            }
            start
        })
    })
}
