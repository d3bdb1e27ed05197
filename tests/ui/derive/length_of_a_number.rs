use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(length = 10)]
    age: i32,
    #[column(length = 0)]
    name: String,
    #[column(precision = 5, scale = 2)]
    height: f64,
}

fn main() {}
