//! Telling what a session would write.

use crocus::prelude::*;
use divan::Bencher;

use crate::model::{File, database};

/// A session that watches so many files.
fn watching(files: usize) -> (Session, Vec<Entity<File>>) {
    let mut s = database(files).session();
    let all = s.load(File::select()).unwrap();
    (s, all)
}

#[divan::bench]
fn whether_one_of_twelve_columns_changed(bencher: Bencher<'_, '_>) {
    let (mut s, files) = watching(1);
    s[files[0]].size += 1;
    bencher.bench_local(|| s.is_modified(files[0]).unwrap());
}

#[divan::bench]
fn which_of_twelve_columns_changed(bencher: Bencher<'_, '_>) {
    let (mut s, files) = watching(1);
    s[files[0]].size += 1;
    bencher.bench_local(|| s.changes(files[0]).unwrap());
}

/// Each row is kept as it was when it is touched, and compared by the flush, which has nothing to write.
#[divan::bench(args = [1, 100, 10_000])]
fn flush_of_rows_set_back(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut s, files) = watching(rows);
    bencher.bench_local(|| {
        for file in &files {
            s[*file].size += 1;
            s[*file].size -= 1;
        }
        s.flush().unwrap();
    });
}
