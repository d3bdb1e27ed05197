//! Reading rows: as values, as entities, a few columns.

use crocus::prelude::*;
use divan::Bencher;

use crate::model::{File, database};

const ROWS: usize = 1000;

#[divan::bench]
fn one_row_by_key(bencher: Bencher<'_, '_>) {
    let mut s = database(ROWS).session();
    bencher.bench_local(|| File::get(7, &mut s).unwrap());
}

#[divan::bench]
fn a_thousand_values_of_twelve_columns(bencher: Bencher<'_, '_>) {
    let mut s = database(ROWS).session();
    bencher.bench_local(|| File::all(&mut s).unwrap());
}

#[divan::bench]
fn a_thousand_entities_of_twelve_columns(bencher: Bencher<'_, '_>) {
    let engine = database(ROWS);
    bencher.bench_local(|| engine.session().load(File::select()).unwrap());
}

#[divan::bench]
fn two_columns_of_a_thousand_rows(bencher: Bencher<'_, '_>) {
    let mut s = database(ROWS).session();
    let query = File::select().columns((File::id, File::name));
    bencher.bench_local(|| query.all(&mut s).unwrap());
}

#[divan::bench]
fn a_thousand_rows_one_by_one(bencher: Bencher<'_, '_>) {
    let mut s = database(ROWS).session();
    let query = File::select().columns(File::size);
    bencher.bench_local(|| {
        let mut sum = 0;
        for size in query.cursor(&mut s).unwrap().iter().unwrap() {
            sum += size.unwrap();
        }
        sum
    });
}

/// In the room that the closure before it has left.
#[divan::bench(args = [1, 5, 20, 50, 200])]
fn entities_in_a_closure(bencher: Bencher<'_, '_>, rows: i64) {
    let engine = database(ROWS);
    bencher.bench_local(|| {
        engine
            .read(|s| Ok(s.load(File::filter(File::id.le(rows)))?.len()))
            .unwrap()
    });
}

/// In memory of its own.
#[divan::bench(args = [1, 5, 20, 50, 200])]
fn entities_in_a_session(bencher: Bencher<'_, '_>, rows: i64) {
    let engine = database(ROWS);
    bencher.bench_local(|| {
        let mut s = engine.session();
        s.load(File::filter(File::id.le(rows))).unwrap().len()
    });
}
