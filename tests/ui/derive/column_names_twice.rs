use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    email: String,
    #[column(name = "Email")]
    address: String,
    #[column(constant = "email")]
    other: String,
}

fn main() {}
