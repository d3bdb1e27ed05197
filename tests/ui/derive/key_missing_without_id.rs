use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    email: String,
}

fn main() {}
