//! Planning and writing a flush: rows that do not depend on each other, and rows that do.
//!
//! What the plan costs is the difference to the same number of rows that need none.

use crocus::prelude::*;
use divan::Bencher;

use crate::model::{Folder, database, folder};

const ROWS: usize = 1000;

/// Adds rows, flushes, and rolls back.
fn adding(bencher: Bencher<'_, '_>, add: impl Fn(&mut Session)) {
    let mut s = database(0).session();
    bencher.bench_local(|| {
        add(&mut s);
        s.flush().unwrap();
        s.rollback().unwrap();
    });
}

#[divan::bench]
fn a_thousand_rows_that_refer_to_none(bencher: Bencher<'_, '_>) {
    adding(bencher, |s| {
        s.add_all((0..ROWS).map(|_| folder("x", None)));
    });
}

#[divan::bench]
fn a_thousand_rows_below_a_new_one(bencher: Bencher<'_, '_>) {
    adding(bencher, |s| {
        let top = s.add(folder("top", None));
        s.add_all((1..ROWS).map(|_| folder("x", Some(top))));
    });
}

#[divan::bench]
fn a_chain_of_a_thousand_rows(bencher: Bencher<'_, '_>) {
    adding(bencher, |s| {
        let mut above = s.add(folder("top", None));
        for _ in 1..ROWS {
            above = s.add(folder("x", Some(above)));
        }
    });
}

/// Two rows that refer to each other: the circle is broken by an UPDATE.
#[divan::bench]
fn five_hundred_circles(bencher: Bencher<'_, '_>) {
    adding(bencher, |s| {
        for _ in 0..ROWS / 2 {
            let one = s.add(folder("one", None));
            let two: Entity<Folder> = s.add(folder("two", Some(one)));
            s[one].parent = Some(two.into());
        }
    });
}
