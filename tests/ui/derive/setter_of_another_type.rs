use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    email: String,
}

fn main() {
    let _ = User::builder().email(5).build();
}
