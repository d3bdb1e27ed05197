use crocus::FromRow;

#[derive(Debug, FromRow)]
struct Stat {
    #[column(nmae = "count", unique)]
    n: i64,
    #[column(precision = 4)]
    total: rust_decimal::Decimal,
}

#[derive(Debug, FromRow)]
struct Tuple(i64);

fn main() {}
