//! Articles on shelves, and every movement of them.

use chrono::{DateTime, NaiveDate, Utc};
use crocus::prelude::*;

use super::{Refusal, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
pub(super) enum Group {
    Tools,
    Paint,
    #[column_enum(rename = "odds-and-ends")]
    Odd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
#[column_enum(integer)]
pub(super) enum Kind {
    Delivery = 1,
    Sale = 2,
    Loss = 3,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(check(name = "never_negative", expr = "stock >= 0"))]
pub(super) struct Article {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique, length = 12)]
    pub(super) sku: String,
    pub(super) name: String,
    #[column(index, default = Group::Odd)]
    pub(super) group: Group,
    #[column(precision = 10, scale = 2, check = "price > 0")]
    pub(super) price: Decimal,
    /// What was paid for one, to the hundredth of a cent.
    #[column(precision = 18, scale = 4, storage = "integer")]
    pub(super) cost: Option<Decimal>,
    #[column(default = 0)]
    pub(super) stock: i64,
    pub(super) discontinued: Option<NaiveDate>,
    #[column(version)]
    pub(super) version: i64,
}

impl Article {
    pub(super) fn new(sku: &str, group: Group, price: &str, stock: i64) -> Article {
        Article::builder()
            .sku(sku)
            .name(format!("the {sku}"))
            .group(group)
            .price(price.parse::<Decimal>().unwrap())
            .stock(stock)
            .build()
    }

    /// Takes some off the shelf.
    pub(super) fn take(&mut self, count: i64) -> Result<()> {
        if count > self.stock {
            return Err(Refusal::OutOfStock {
                sku: self.sku.clone(),
                wanted: count,
                there: self.stock,
            });
        }
        self.stock -= count;
        Ok(())
    }

    pub(super) fn worth(&self) -> Decimal {
        self.price * Decimal::from(self.stock)
    }
}

#[derive(Debug, Clone, Model)]
#[model(index(article, at))]
pub(super) struct Movement {
    #[column(primary_key, autoincrement)]
    pub(super) id: i64,
    #[column(on_delete = Restrict)]
    pub(super) article: ForeignKey<Article>,
    pub(super) kind: Kind,
    /// Positive in, negative out.
    #[column(check = "change <> 0")]
    pub(super) change: i64,
    #[column(precision = 10, scale = 2)]
    pub(super) price: Decimal,
    #[column(default = Utc::now())]
    pub(super) at: DateTime<Utc>,
}
