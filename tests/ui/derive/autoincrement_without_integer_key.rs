use crocus::Model;

#[derive(Debug, Clone, Model)]
struct Lang {
    #[column(primary_key, autoincrement)]
    code: String,
}

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(autoincrement)]
    number: i64,
}

#[derive(Debug, Clone, Model)]
struct Team {
    #[column(primary_key(assigned), autoincrement)]
    id: i64,
}

fn main() {}
