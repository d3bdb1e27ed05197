//! Crocus beside rusqlite by hand and beside other ORMs: the same SQLite in one process, the same
//! data, answers compared before anything is timed, rounds interleaved, medians.
//!
//! `cargo run --release -p side-by-side [-- --quick] [filter]` prints the ratios, rusqlite = 1.

mod data;
mod entities;
mod growth;
mod peers;
mod report;
mod sqlalchemy;
mod tally;
mod timing;
mod tricks;
mod workload;

use std::path::Path;

use report::Report;
use tally::Tally;
use timing::Effort;
use workload::{Peer, Work};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().find_map(|it| it.strip_prefix(name));
    let wanted = arguments
        .iter()
        .map(String::as_str)
        .find(|argument| !argument.starts_with("--"));
    if let Some(what) = value("--profile=") {
        return entities::profile(what, 50);
    }
    let all = peers::all();
    let exact = workload::ALL.iter().any(|(name, _)| wanted == Some(name));
    let works = workload::ALL.into_iter().filter(|(name, _)| {
        wanted.is_none_or(|it| {
            if exact {
                *name == it
            } else {
                name.contains(it)
            }
        })
    });
    if let Some(calls) = value("--calls=") {
        let calls: u32 = calls.parse().expect("a number of calls");
        return alone(value("--peer=").unwrap_or("Crocus"), &all, works, calls);
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let effort = Effort::new(quick);
    let conditions = conditions(effort);
    pin();
    let mut report = Report::default();
    report
        .line("<!-- Written by the last whole run of `cargo run --release -p side-by-side`. -->\n");
    report.line(&format!("{}\n", peers::versions()));
    report.line(&format!("{conditions}\n"));
    let names: Vec<&str> = all.iter().map(|peer| peer.name).collect();
    let rows: Vec<(&str, Vec<f64>)> = works
        .map(|(name, work)| {
            let times = timing::compare(name, work, &all, effort);
            eprintln!("{name}: {times:.0?} ns");
            (name, times)
        })
        .collect();
    if !rows.is_empty() {
        report::ratios(&mut report, &names, &rows);
    }
    if wanted.is_none_or(|wanted| "entities".contains(wanted)) {
        entities::run(&mut report, effort);
    }
    if wanted.is_none_or(|wanted| "growth".contains(wanted)) {
        growth::run(&mut report);
    }
    if wanted.is_none_or(|wanted| "tricks".contains(wanted)) {
        tricks::run(&mut report, effort);
    }
    if wanted.is_none_or(|wanted| "sqlalchemy".contains(wanted)) {
        sqlalchemy::run(&mut report, if quick { 3 } else { 9 });
    }
    if wanted.is_none() {
        report.keep(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../results.md"));
    }
}

/// For a profiler: one peer alone, a number of calls of each workload.
fn alone(
    name: &str,
    peers: &[Peer],
    works: impl Iterator<Item = (&'static str, Work)>,
    calls: u32,
) {
    let peer = peers.iter().find(|it| it.name == name);
    let peer = peer.expect("the name of a peer");
    for (_, work) in works {
        let mut body = (peer.body)(work);
        (0..calls).for_each(|_| body(&mut Tally::default()));
    }
}

/// How it is measured, and how busy the machine is with other things.
fn conditions(effort: Effort) -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load
        .split(' ')
        .next()
        .filter(|it| !it.is_empty())
        .unwrap_or("unknown");
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "Medians of {} interleaved rounds of {:?} each, pinned to one of {processors} processors; load \
         before the run {load}. Ratios to rusqlite; the smaller the better.",
        effort.rounds, effort.fill
    )
}

/// Keeps everything on one processor: a peer that asks another thread for each row would otherwise pay
/// for waking another processor.
fn pin() {
    #[cfg(target_os = "linux")]
    {
        let mut processors = rustix::thread::CpuSet::new();
        let last = std::thread::available_parallelism().map_or(1, usize::from) - 1;
        processors.set(last);
        if let Err(error) = rustix::thread::sched_setaffinity(None, &processors) {
            eprintln!("not pinned to one processor: {error}");
        }
    }
}
