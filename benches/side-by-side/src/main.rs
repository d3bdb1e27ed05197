//! Crocus beside rusqlite by hand and beside other ORMs: the same SQLite in one process, the same
//! data, answers compared before anything is timed, rounds interleaved, medians.
//!
//! `cargo run --release -p side-by-side [-- --quick] [filter]` prints the ratios, rusqlite = 1.

mod data;
mod entities;
mod floor;
mod growth;
mod peers;
mod processes;
mod report;
mod sqlalchemy;
mod tally;
mod timing;
mod tricks;
mod workload;

use std::path::Path;

use processes::Processes;
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
    warm_allocator();
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
    let processes = Processes::new(&arguments, quick);
    let conditions = conditions(&processes);
    if processes.only().is_none() {
        pin();
    }
    let mut report = Report::default();
    report
        .line("<!-- Written by the last whole run of `cargo run --release -p side-by-side`. -->\n");
    report.line(&format!("{}\n", peers::versions()));
    report.line(&format!("{conditions}\n"));
    let names: Vec<&str> = all.iter().map(|peer| peer.name).collect();
    let measured = works.filter_map(|(name, work)| {
        let compared = |effort| timing::compare(name, work, &all, effort);
        let times = processes.times(name, compared)?;
        eprintln!("{name}: {times:.0?} ns");
        Some((name, times))
    });
    let rows: Vec<(&str, Vec<f64>)> = measured.collect();
    if !rows.is_empty() {
        report::ratios(&mut report, &names, &rows);
    }
    sections(&mut report, &processes, wanted, quick);
    if wanted.is_none() {
        report.keep(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../results.md"));
    }
}

/// Gives back a large block, as programs that have run for a while did.
///
/// From then on glibc takes memory from the system for larger blocks only, and keeps what is free at the
/// end of the heap, up to twice as much ([mallopt](https://man7.org/linux/man-pages/man3/mallopt.3.html)).
/// In a fresh process some kilobytes more or less decide whether a workload asks the system for memory at
/// every call.
fn warm_allocator() {
    const LARGE: usize = 4 << 20;
    drop(std::hint::black_box(vec![0_u8; LARGE]));
}

/// What is measured beside the workloads.
fn sections(report: &mut Report, processes: &Processes, wanted: Option<&str>, quick: bool) {
    let is_wanted = |section: &str| wanted.is_none_or(|wanted| section.contains(wanted));
    if is_wanted("entities") {
        entities::run(report, processes);
    }
    if is_wanted("floor") {
        floor::run(report, processes);
    }
    if let Some(only) = processes.only() {
        panic!("nothing is called `{only}`");
    }
    if is_wanted("growth") {
        growth::run(report);
    }
    if is_wanted("tricks") {
        tricks::run(report, Effort::new(quick));
    }
    if is_wanted("sqlalchemy") {
        sqlalchemy::run(report, if quick { 3 } else { 9 });
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
fn conditions(processes: &Processes) -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load
        .split(' ')
        .next()
        .filter(|it| !it.is_empty())
        .unwrap_or("unknown");
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "Medians of {}; pinned to one of {processors} processors; load before the run {load}. Ratios to \
         rusqlite; the smaller the better.",
        processes.described()
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
