use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User<T> {
    #[column(primary_key)]
    id: i64,
    value: T,
}

fn main() {}
