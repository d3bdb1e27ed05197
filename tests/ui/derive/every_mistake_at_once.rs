use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(table = "", index(emial))]
struct User {
    id: i64,
    #[column(length = "long", unique, unique)]
    email: String,
    #[column(precision = 20, scale = 2)]
    balance: rust_decimal::Decimal,
}

fn main() {
    // None of this is a second mistake.
    let user = User::builder().email("a@x").build();
    let _ = (User::id, User::email, <User as Model>::table());
    let _ = user.email;
}
