use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(version)]
    version: u8,
}

fn main() {}
