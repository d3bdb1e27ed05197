//! Timing: interleaved rounds, medians, the table.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::Workload;

/// One line of the table.
pub struct Row {
    pub name: &'static str,
    pub by_hand: f64,
    pub orm: f64,
}

/// Nanoseconds of one call, measured over as many calls as fill the time.
pub fn time(body: &mut dyn FnMut() -> u64, fill: Duration) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    let mut batch = 1_u32;
    while start.elapsed() < fill {
        for _ in 0..batch {
            black_box(body());
        }
        calls += batch;
        batch = (batch * 2).min(1 + calls / 4);
    }
    start.elapsed().as_nanos() as f64 / f64::from(calls)
}

pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Compares the answers, then the times.
pub fn compare(workload: &mut Workload, quick: bool) -> Row {
    for _ in 0..3 {
        let (one, two) = ((workload.by_hand)(), (workload.orm)());
        assert_eq!(one, two, "{} answers differ", workload.name);
    }
    let (rounds, fill) = if quick { (7, 40) } else { (15, 200) };
    let fill = Duration::from_millis(fill);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        times[0].push(time(&mut workload.by_hand, fill));
        times[1].push(time(&mut workload.orm, fill));
    }
    let [by_hand, orm] = times.map(median);
    Row { name: workload.name, by_hand, orm }
}

pub fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 1e3 => format!("{small:.0} ns"),
        middle if middle < 1e6 => format!("{:.2} µs", middle / 1e3),
        large => format!("{:.2} ms", large / 1e6),
    }
}

pub fn print(rows: &[Row]) {
    println!("| workload | rusqlite | Crocus | ratio |\n|---|---|---|---|");
    let mut logarithms = 0.0;
    for row in rows {
        let ratio = row.orm / row.by_hand;
        logarithms += ratio.ln();
        println!("| {} | {} | {} | {ratio:.2} |", row.name, shown(row.by_hand), shown(row.orm));
    }
    if !rows.is_empty() {
        let mean = (logarithms / rows.len() as f64).exp();
        println!("| geometric mean over {} rows | | | {mean:.2} |", rows.len());
    }
}
