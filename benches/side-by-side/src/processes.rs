//! Each comparison in processes of its own: where the system puts code and memory differs from process to
//! process, and so does the heap that other workloads leave behind. Both move short calls by some percent.

use std::process::{Command, Stdio};

use crate::timing::{Effort, median};

/// In how many processes each comparison is run.
const PROCESSES: usize = 5;
/// What tells a process to run one comparison and nothing else.
const ONLY: &str = "--only=";

/// This process, which starts others, or is one of them.
pub struct Processes {
    quick: bool,
    only: Option<String>,
}

impl Processes {
    pub fn new(arguments: &[String], quick: bool) -> Self {
        let mut only = arguments.iter().filter_map(|it| it.strip_prefix(ONLY));
        Self {
            quick,
            only: only.next().map(str::to_owned),
        }
    }

    /// How it is measured, in words.
    pub fn described(&self) -> String {
        let Effort { rounds, fill } = self.effort();
        format!("{PROCESSES} processes, {rounds} interleaved rounds of {fill:?} in each")
    }

    /// The comparison that this process was started for.
    pub fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// The effort of one process.
    fn effort(&self) -> Effort {
        let whole = Effort::new(self.quick);
        Effort {
            rounds: whole.rounds.div_ceil(PROCESSES),
            ..whole
        }
    }

    /// The medians of the comparison of this name; `measure` runs it. Nothing in a process that was started
    /// for another one.
    pub fn times(&self, name: &str, measure: impl FnOnce(Effort) -> Vec<f64>) -> Option<Vec<f64>> {
        match &self.only {
            None => Some(self.elsewhere(name)),
            Some(only) if only == name => {
                let times = measure(self.effort());
                let times: Vec<String> = times.iter().map(f64::to_string).collect();
                println!("{}", times.join(" "));
                std::process::exit(0);
            }
            Some(_) => None,
        }
    }

    fn elsewhere(&self, name: &str) -> Vec<f64> {
        let mut all: Vec<Vec<f64>> = Vec::new();
        for _ in 0..PROCESSES {
            let mut other = Command::new(std::env::current_exe().unwrap());
            other.arg(format!("{ONLY}{name}")).stderr(Stdio::inherit());
            if self.quick {
                other.arg("--quick");
            }
            let output = other.output().unwrap();
            assert!(output.status.success(), "{name}: {}", output.status);
            let text = String::from_utf8(output.stdout).unwrap();
            let times = text.lines().last().unwrap_or_default().split(' ');
            for (peer, time) in times.map(|time| time.parse().unwrap()).enumerate() {
                if all.len() == peer {
                    all.push(Vec::new());
                }
                all[peer].push(time);
            }
        }
        all.into_iter().map(median).collect()
    }
}
