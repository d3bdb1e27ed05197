//! Timing: interleaved rounds, medians.

use std::time::{Duration, Instant};

use crate::tally::Tally;
use crate::workload::{Body, Peer, Work};

/// How long is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    /// The time that the calls of one round fill, at least.
    pub fill: Duration,
}

impl Effort {
    /// 51 rounds of 40 milliseconds; when it is to be quick, 25 of 8.
    pub fn new(quick: bool) -> Self {
        let (rounds, fill) = if quick { (25, 8) } else { (51, 40) };
        Self {
            rounds,
            fill: Duration::from_millis(fill),
        }
    }
}

/// Nanoseconds of one call, measured over as many calls as fill the time.
fn time(body: &mut Body, fill: Duration) -> f64 {
    let mut tally = Tally::default();
    let start = Instant::now();
    let mut calls = 0_u32;
    let mut batch = 1_u32;
    while start.elapsed() < fill {
        for _ in 0..batch {
            body(&mut tally);
        }
        calls += batch;
        batch = (batch * 2).min(1 + calls / 4);
    }
    start.elapsed().as_nanos() as f64 / f64::from(calls)
}

/// The middle one.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median nanoseconds of one call of each, rounds interleaved.
pub fn interleaved(bodies: &mut [Body], effort: Effort) -> Vec<f64> {
    let mut times = vec![Vec::new(); bodies.len()];
    for body in bodies.iter_mut() {
        time(body, effort.fill / 3);
    }
    for _ in 0..effort.rounds {
        for (body, times) in bodies.iter_mut().zip(&mut times) {
            times.push(time(body, effort.fill));
        }
    }
    times.into_iter().map(median).collect()
}

/// Compares all answers of a workload, then takes the times.
pub fn compare(name: &str, work: Work, peers: &[Peer], effort: Effort) -> Vec<f64> {
    let mut bodies: Vec<Body> = peers.iter().map(|peer| (peer.body)(work)).collect();
    for call in 0..3 {
        let mut digests = Vec::new();
        for body in &mut bodies {
            let mut tally = Tally::looking();
            body(&mut tally);
            digests.push(tally.digest());
        }
        for (peer, digest) in peers.iter().zip(&digests) {
            assert_eq!(
                *digest, digests[0],
                "{name}: answer {call} of {} differs",
                peer.name
            );
        }
    }
    interleaved(&mut bodies, effort)
}
