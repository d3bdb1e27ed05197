use crocus::Model;

#[derive(Debug, Clone)]
struct Point(i32, i32);

#[derive(Debug, Clone, Model)]
struct Place {
    #[column(primary_key)]
    id: i64,
    point: Point,
}

fn main() {}
