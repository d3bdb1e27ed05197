use crocus::Model;

#[derive(Debug, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
}

fn main() {}
