use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(primary_key(id))]
struct User {
    id: i64,
}

fn main() {}
