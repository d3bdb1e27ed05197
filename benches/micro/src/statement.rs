//! Building a query, and its SQL text.

use crocus::prelude::*;
use divan::{Bencher, black_box};

use crate::model::{File, Folder};

fn by_key(id: i64) -> Select<File> {
    File::filter(File::id.eq(id))
}

fn ten_conditions(least: i64) -> Select<File> {
    File::filter(File::size.ge(least) & File::size.lt(1000) & !File::hidden)
        .filter(File::name.contains("report") | File::name.ends_with(".pdf"))
        .filter(File::owner.eq("ada") | File::owner.is_null())
        .filter(File::score.between(0.1, 0.9) & File::links.in_([1, 2, 3]))
        .order_by((File::name.asc(), File::id.desc()))
        .limit(20)
}

#[divan::bench]
fn tree_of_one_condition() {
    drop(black_box(by_key(black_box(7))));
}

#[divan::bench]
fn tree_of_ten_conditions() {
    drop(black_box(ten_conditions(black_box(7))));
}

#[divan::bench]
fn tree_of_an_update() {
    drop(black_box(
        by_key(black_box(7)).set(File::name, black_box("new name")),
    ));
}

#[divan::bench]
fn text_of_one_condition(bencher: Bencher<'_, '_>) {
    let query = by_key(7);
    bencher.bench_local(|| query.to_sql().unwrap());
}

#[divan::bench]
fn text_of_ten_conditions(bencher: Bencher<'_, '_>) {
    let query = ten_conditions(7);
    bencher.bench_local(|| query.to_sql().unwrap());
}

#[divan::bench]
fn text_of_a_join_and_groups(bencher: Bencher<'_, '_>) {
    let query = File::select()
        .join(File::folder)
        .filter(Folder::name.starts_with("r"))
        .group_by(Folder::name)
        .columns((Folder::name, File::size.sum()));
    bencher.bench_local(|| query.to_sql().unwrap());
}
