use crocus::Model;

#[derive(Debug, Clone, Model)]
struct Stat {
    #[column(primary_key)]
    id: i64,
    count: i64,
    #[column(constant = "all")]
    total: i64,
    build: i64,
}

fn main() {
    let _ = Stat::builder().count(1).total(2);
}
