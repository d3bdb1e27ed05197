use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(without_rowid)]
struct User {
    #[column(primary_key, autoincrement)]
    id: i64,
}

#[derive(Debug, Clone, Model)]
#[model(without_rowid)]
struct Team {
    #[column(primary_key)]
    id: i64,
}

fn main() {}
