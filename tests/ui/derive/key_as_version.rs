use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key, version)]
    id: i64,
}

fn main() {}
