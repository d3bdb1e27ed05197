use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(skip, unique, length = 5)]
    cached: String,
}

fn main() {}
