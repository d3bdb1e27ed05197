use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model]
#[model(table, index, check(name = "c"))]
struct User {
    #[column(primary_key(auto))]
    id: i64,
    #[column(length, default =, name = 5, unique = true, constant = "a b")]
    email: String,
}

fn main() {
    // None of this is a second mistake.
    let user = User::builder().email("a@x").build();
    let _ = (User::id, User::email, <User as Model>::table());
    let _ = user.email;
}
