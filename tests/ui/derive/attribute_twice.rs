use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(table = "users", table = "people", strict, strict)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    #[column(unique, name = "mail", name = "e_mail")]
    email: String,
}

fn main() {
    // None of this is a second mistake.
    let user = User::builder().email("a@x").build();
    let _ = (User::id, User::email, <User as Model>::table());
    let _ = user.email;
}
