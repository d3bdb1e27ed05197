//! Echo writes to standard error, wherever that leads.

use std::fs::File;
use std::process::Command;

use crocus::prelude::*;

use super::{count_one, value, with_counter};

/// Set in the process that helps with a test.
const HELP: &str = "CROCUS_TEST_ECHO";

#[test]
#[cfg(target_os = "linux")]
fn statements_run_where_their_echo_cannot_be_written() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut helper = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "echo::helps_to_echo_when_told_so", "--nocapture"])
        .env(HELP, "1")
        .stderr(full)
        .spawn()
        .unwrap();
    assert!(helper.wait().unwrap().success());
}

#[test]
fn helps_to_echo_when_told_so() {
    if std::env::var(HELP).is_err() {
        return;
    }
    let engine = Engine::builder(":memory:").echo(true).open().unwrap();
    let engine = with_counter(engine);
    count_one(&engine, 0).unwrap();
    assert_eq!(value(&engine), 1);
}
