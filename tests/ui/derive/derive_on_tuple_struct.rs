use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User(i64, String);

fn main() {}
