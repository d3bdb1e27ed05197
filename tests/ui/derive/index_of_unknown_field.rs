use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(index(emial), unique(id, tenant), index(email, email))]
struct User {
    #[column(primary_key)]
    id: i64,
    email: String,
}

fn main() {
    // None of this is a second mistake.
    let user = User::builder().email("a@x").build();
    let _ = (User::id, User::email, <User as Model>::table());
    let _ = user.email;
}
