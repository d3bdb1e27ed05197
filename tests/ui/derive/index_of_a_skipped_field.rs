use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
#[model(index(name, cached))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(skip)]
    cached: bool,
}

fn main() {}
