use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    username: String,
    email: String,
    bio: Option<String>,
    r#type: i32,
}

fn main() {
    let _ = User::builder().username("alice").r#type(1).build();
    let _ = User::builder().email("a@x").username("alice").build();
}
