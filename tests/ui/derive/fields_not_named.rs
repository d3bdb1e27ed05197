use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
#[model(unique(), index("name"))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
