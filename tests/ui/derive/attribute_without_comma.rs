use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique length = 3)]
    name: String,
    #[column("unique")]
    email: String,
}

fn main() {}
