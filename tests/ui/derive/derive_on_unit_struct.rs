use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User;

fn main() {}
