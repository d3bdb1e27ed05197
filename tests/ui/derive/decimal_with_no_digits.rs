use crocus::prelude::*;
use crocus::Decimal;

#[derive(Debug, Clone, Model)]
struct Product {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 0, scale = 0)]
    price: Decimal,
}

fn main() {}
