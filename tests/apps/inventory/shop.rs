//! Selling, receiving, repricing.

use crocus::prelude::*;

use super::models::{Article, Group, Kind, Movement};
use super::{Refusal, Result};

pub(super) fn article(sku: &str, s: &mut Session) -> Result<Entity<Article>> {
    Article::filter(Article::sku.eq(sku))
        .tracked()
        .one_or_none(s)?
        .ok_or_else(|| Refusal::Unknown(sku.to_owned()))
}

/// Sells a basket, all of it or nothing; the total.
pub(super) fn sell(basket: &[(&str, i64)], s: &mut Session) -> Result<Decimal> {
    s.try_savepoint(|s| {
        let mut total = Decimal::ZERO;
        for (sku, count) in basket {
            let article = article(sku, s)?;
            s[article].take(*count)?;
            let price = s[article].price;
            total += price * Decimal::from(*count);
            let sale = Movement::builder()
                .article(article)
                .kind(Kind::Sale)
                .change(-count)
                .price(price)
                .build();
            s.add(sale);
        }
        Ok(total)
    })
}

/// What is broken or stolen; the database counts.
pub(super) fn lose(sku: &str, count: i64, s: &mut Session) -> Result<i64> {
    let left = Article::filter(Article::sku.eq(sku))
        .set(Article::stock, Article::stock - count)
        .returning((Article::id, Article::price, Article::stock))
        .all(s)?;
    let Some(&(id, price, left)) = left.first() else {
        return Err(Refusal::Unknown(sku.to_owned()));
    };
    let loss = Movement::builder()
        .article(id)
        .kind(Kind::Loss)
        .change(-count)
        .price(price)
        .build();
    loss.insert(s)?;
    Ok(left)
}

/// All prices of a group up by so many percent, rounded to the cent; how many.
pub(super) fn raise(group: Group, percent: i64, s: &mut Session) -> Result<usize> {
    let factor = Decimal::new(100 + percent, 2);
    let changed = Article::filter(Article::group.eq(group) & Article::discontinued.is_null())
        .set(Article::price, (Article::price * factor).round(2))
        .update(s)?;
    Ok(changed)
}

/// What the supplier sent: known articles get the new price and cost, new ones are entered.
pub(super) fn import(list: Vec<Article>, s: &mut Session) -> Result<(usize, usize)> {
    let before = Article::select().count(s)?;
    let touched = Article::insert_all(list)
        .on_conflict(Article::sku)
        .set((Article::name, Article::price, Article::cost))
        .execute(s)?;
    let new = usize::try_from(Article::select().count(s)? - before).unwrap();
    Ok((new, touched - new))
}
