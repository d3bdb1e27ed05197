use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(tabel = "users", colour(red))]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(uniqe, nullable)]
    email: String,
}

fn main() {
    // None of this is a second mistake.
    let user = User::builder().email("a@x").build();
    let _ = (User::id, User::email, <User as Model>::table());
    let _ = user.email;
}
