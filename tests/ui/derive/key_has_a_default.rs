use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key, default = 5)]
    id: i64,
}

fn main() {}
