//! The inner parts one by one: building SQL, telling what changed, planning a flush, reading a row.
//!
//! `cargo run --release -p micro [-- filter]` prints times and what is allocated. They are for profiles and
//! for before and after; how Crocus stands beside others is the matter of `side-by-side`.

mod diff;
mod flush;
mod model;
mod read;
mod statement;

use divan::AllocProfiler;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::Divan::from_args().run_benches();
}
