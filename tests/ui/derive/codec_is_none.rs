use crocus::Model;

#[derive(Debug, Clone)]
struct Point(i32, i32);

struct AsText;

#[derive(Debug, Clone, Model)]
struct Place {
    #[column(primary_key)]
    id: i64,
    #[column(with = AsText)]
    point: Point,
}

fn main() {}
