//! What an edit costs: 50 models of 10 columns with each peer, `cargo check` and `cargo build` again
//! after a line was inserted at the top of the models' file, debug, rounds interleaved, medians.
//!
//! `cargo run --release -p compile-time [-- --quick]` prints the times and ratios, rusqlite = 1.

mod generate;
mod program;

use std::fmt::Write;
use std::path::Path;

use generate::PEERS;
use program::Program;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let benches = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut programs: Vec<Program> = PEERS
        .iter()
        .map(|peer| Program::write(peer, &benches))
        .collect();
    for program in &programs {
        eprintln!("building {} with its dependencies", program.name());
        program.cargo("check");
        program.cargo("build");
    }
    for round in 0..if quick { 3 } else { 5 } {
        for program in &mut programs {
            program.edit(round);
        }
    }
    let measure = programs[0].medians();
    let mut text = String::from(
        "| 50 models × 10 columns | crates | check after an edit | | build after an edit | |\n|---|---|---|---|---|---|\n",
    );
    for program in &programs {
        let times = program.medians();
        writeln!(
            text,
            "| {} | {} | {:.2} s | {:.2} | {:.2} s | {:.2} |",
            program.name(),
            program.crates(),
            times[0],
            times[0] / measure[0],
            times[1],
            times[1] / measure[1],
        )
        .unwrap();
    }
    print!("{text}");
    let path = benches.join("compile/results.md");
    std::fs::write(&path, text).unwrap();
    eprintln!("written to {}", path.display());
}
