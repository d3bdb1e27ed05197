use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(generated = "1 + 1", default = 2)]
    two: i64,
    #[column(db_default = "3", default = 3)]
    three: i64,
}

fn main() {}
