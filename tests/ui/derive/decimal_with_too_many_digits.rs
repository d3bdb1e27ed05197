use crocus::Model;
use rust_decimal::Decimal;

#[derive(Debug, Clone, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 16, scale = 2)]
    balance: Decimal,
    #[column(precision = 19, scale = 2, storage = "integer")]
    limit: Decimal,
    #[column(precision = 4, scale = 5)]
    fee: Decimal,
    #[column(precision = 4, scale = 2, storage = "text")]
    tax: Decimal,
}

fn main() {}
