//! The Markdown that a run prints and keeps.

use std::fmt::Write;
use std::path::Path;

/// What a run has to say, printed as it grows.
#[derive(Debug, Default)]
pub struct Report {
    text: String,
}

impl Report {
    /// Adds a line.
    pub fn line(&mut self, line: &str) {
        println!("{line}");
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds the head of a table.
    pub fn head(&mut self, columns: &[&str]) {
        self.line(&format!("| {} |", columns.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(columns.len())));
    }

    /// Writes everything to the file of the last run.
    pub fn keep(&self, path: &Path) {
        std::fs::write(path, &self.text).unwrap();
        eprintln!("written to {}", path.display());
    }
}

/// A time as people read it.
pub fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 1e3 => format!("{small:.0} ns"),
        middle if middle < 1e6 => format!("{:.2} µs", middle / 1e3),
        large => format!("{:.2} ms", large / 1e6),
    }
}

/// The table of ratios: the first peer is the measure. `rows` are the nanoseconds of all peers.
pub fn ratios(report: &mut Report, peers: &[&str], rows: &[(&str, Vec<f64>)]) {
    let mut head = vec!["workload"];
    head.extend(peers);
    report.head(&head);
    let mut logarithms = vec![0.0; peers.len()];
    for (name, times) in rows {
        let mut line = format!("| {name} | {} |", shown(times[0]));
        for (time, logarithms) in times.iter().zip(&mut logarithms) {
            *logarithms += (time / times[0]).ln();
        }
        for time in &times[1..] {
            let ratio = time / times[0];
            // Far below 1 two decimals would make different times look the same.
            let decimals = if ratio < 0.2 { 3 } else { 2 };
            write!(line, " {ratio:.decimals$} |").unwrap();
        }
        report.line(&line);
    }
    let mut line = format!("| geometric mean of {} rows | 1 |", rows.len());
    for logarithm in &logarithms[1..] {
        write!(line, " **{:.2}** |", (logarithm / rows.len() as f64).exp()).unwrap();
    }
    report.line(&line);
}
