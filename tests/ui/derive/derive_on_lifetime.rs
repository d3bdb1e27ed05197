use crocus::Model;

#[derive(Debug, Clone, Model)]
struct User<'a> {
    #[column(primary_key)]
    id: i64,
    name: &'a str,
}

fn main() {}
