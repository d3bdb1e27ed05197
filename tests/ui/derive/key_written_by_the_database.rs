use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
#[model(primary_key(row, seat))]
struct Seat {
    row: i64,
    #[column(db_default = "1")]
    seat: i64,
}

fn main() {}
