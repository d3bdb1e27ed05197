use crocus::Model;
use rust_decimal::Decimal;

#[derive(Debug, Clone, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    balance: Decimal,
    limit: Option<Decimal>,
    #[column(precision = 10)]
    fee: Decimal,
    #[column(scale = 2)]
    tax: Decimal,
}

fn main() {}
