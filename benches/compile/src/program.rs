//! One generated program: written below `target`, edited, compiled again, timed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::generate::Peer;

/// A program of one peer, and the seconds that its edits took.
#[derive(Debug)]
pub struct Program {
    name: &'static str,
    folder: PathBuf,
    models: String,
    check: Vec<f64>,
    build: Vec<f64>,
}

impl Program {
    /// Writes the program; what an earlier run has compiled of its dependencies stays.
    pub fn write(peer: &Peer, benches: &Path) -> Self {
        let folder = benches.join("target/compile").join(peer.folder);
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let crocus = benches.join("../crates/crocus").canonicalize().unwrap();
        let dependencies = peer
            .dependencies
            .replace("{crocus}", &crocus.display().to_string());
        let manifest = format!(
            "[workspace]\n[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [dependencies]\n{dependencies}\n",
            peer.folder
        );
        std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        std::fs::copy(benches.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        std::fs::write(folder.join("src/main.rs"), (peer.main)()).unwrap();
        let program = Self {
            name: peer.name,
            folder,
            models: (peer.models)(),
            check: Vec::new(),
            build: Vec::new(),
        };
        program.write_models("");
        program
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    fn write_models(&self, first_line: &str) {
        let text = format!("{first_line}{}", self.models);
        std::fs::write(self.folder.join("src/models.rs"), text).unwrap();
    }

    /// Runs a command of cargo; the seconds that it took.
    pub fn cargo(&self, command: &str) -> f64 {
        let start = Instant::now();
        let output = Command::new("cargo")
            .arg(command)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let seconds = start.elapsed().as_secs_f64();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{} does not compile:\n{errors}",
            self.name
        );
        seconds
    }

    /// Inserts one line more than in the round before, and takes the times of `check` and `build`.
    pub fn edit(&mut self, round: usize) {
        // Every round moves all lines, which is what an edit above them does.
        self.write_models(&"// Edited.\n".repeat(round + 1));
        self.check.push(self.cargo("check"));
        self.build.push(self.cargo("build"));
    }

    /// Median seconds of `check` and `build` after an edit.
    pub fn medians(&self) -> [f64; 2] {
        [&self.check, &self.build].map(|times| {
            let mut times = times.clone();
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        })
    }

    /// How many crates the dependencies are, those of build scripts and macros among them.
    pub fn crates(&self) -> usize {
        let output = Command::new("cargo")
            .args([
                "tree",
                "--edges",
                "normal,build",
                "--prefix",
                "none",
                "--format",
                "{p}",
            ])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let tree = String::from_utf8(output.stdout).unwrap();
        let name = |line: &str| line.split(" (").next().map(str::to_owned);
        let crates: BTreeSet<String> = tree.lines().skip(1).filter_map(name).collect();
        crates.len()
    }
}
