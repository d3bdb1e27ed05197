//! What the owner wants to know.

use crocus::prelude::*;
use crocus::{Result, func, not_exists};

use super::models::{Article, Group, Kind, Movement};

/// Groups that are worth at least so much, the dearest first.
pub(super) fn worth(least: Decimal, s: &mut Session) -> Result<Vec<(Group, i64, Decimal)>> {
    let worth = (Article::price * Article::stock).sum();
    Article::select()
        .group_by(Article::group)
        .having(worth.clone().ge(least))
        .order_by(worth.clone().desc())
        .columns((Article::group, count_all(), worth.coalesce(Decimal::ZERO)))
        .all(s)
}

/// How many of each article were sold and for how much; those that nobody wanted, too.
pub(super) fn sales(s: &mut Session) -> Result<Vec<(String, i64, Option<Decimal>)>> {
    let sold = -Movement::change;
    Article::select()
        .left_join_on(
            crocus::table::<Movement>(),
            Movement::article.eq(Article::id) & Movement::kind.eq(Kind::Sale),
        )
        .group_by(Article::id)
        .order_by(Article::sku.asc())
        .columns((
            Article::sku,
            sold.clone().sum().coalesce(0),
            (Movement::price * sold).sum(),
        ))
        .all(s)
}

/// In and out for each kind, by one row.
pub(super) fn turnover(s: &mut Session) -> Result<(Option<i64>, Option<i64>, i64)> {
    let inward = case()
        .when(Movement::change.gt(0), Movement::change)
        .otherwise(0);
    let outward = case()
        .when(Movement::change.lt(0), Movement::change)
        .otherwise(0);
    Movement::select()
        .columns((
            inward.sum(),
            outward.sum(),
            Movement::article.count_distinct(),
        ))
        .one(s)
}

/// Articles priced above the mean of their own group.
pub(super) fn dear(s: &mut Session) -> Result<Vec<String>> {
    alias!(Other = Article);
    let mean = crocus::from(Other)
        .columns(Article::price.at(Other).avg())
        .on(Article::group.at(Other).eq(Article::group));
    Article::filter(Article::price.cast::<f64>().gt(mean))
        .order_by(Article::sku.asc())
        .columns(Article::sku)
        .all(s)
}

/// The earnings on one piece, as a share of the price in percent, of articles whose cost is known.
pub(super) fn margins(s: &mut Session) -> Result<Vec<(String, Option<Decimal>, Option<f64>)>> {
    let earned = Article::price - Article::cost;
    let share = earned.clone().cast::<f64>() * 100.0 / Article::price.cast::<f64>();
    Article::filter(Article::cost.is_not_null())
        .order_by(Article::sku.asc())
        .columns((Article::sku, earned, share.round(1)))
        .all(s)
}

/// Articles that never moved.
pub(super) fn dust(s: &mut Session) -> Result<Vec<String>> {
    let moved = Movement::select().on(Movement::article.eq(Article::id));
    Article::filter(not_exists(moved) & Article::stock.gt(0))
        .order_by(func::<i64>("length").arg(Article::sku).desc())
        .columns(Article::sku.upper())
        .all(s)
}

/// Where the shelf and the movements disagree: nowhere.
pub(super) fn audit(s: &mut Session) -> Result<Vec<(String, i64, i64)>> {
    let moved = Movement::change.sum().coalesce(0);
    Article::select()
        .left_join_on(
            crocus::table::<Movement>(),
            Movement::article.eq(Article::id),
        )
        .group_by(Article::id)
        .having(moved.clone().ne(Article::stock))
        .columns((Article::sku, Article::stock, moved))
        .all(s)
}
