//! Step 10: the inventory, with a rule of the domain.
//!
//! Run it: `cargo run --example step10_product`.
//!
//! | the tutorial's method | Crocus |
//! |---|---|
//! | `Product.create(session, .., commit=True)` | `s.add(..)`, `s.commit()?` |
//! | `Product.create(session, .., commit=False)` | `s.add(..)`, and somebody commits later |
//! | `try: session.commit() except: session.rollback(); raise` | `s.try_transaction(..)`, `engine.try_write(..)` |
//! | `raise ValueError("stock cannot be negative")` | an error type of the application |
//! | `update(Product).where(Product.sku.in_(skus)).values(..)` | `Product::filter(Product::sku.in_(skus)).set(..).update(s)?` |
//!
//! The tutorial's `adjust_stock` changes the object and then raises; the object stays dirty, with a
//! negative stock, until somebody rolls back. Here the rule is checked before anything changes; and
//! an `Err` out of `try_transaction` takes back the database and memory.
#![expect(clippy::print_stdout, reason = "examples print")]

use std::fmt;

use chrono::{DateTime, Utc};
use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct Product {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    sku: String,
    #[column(length = 200)]
    name: String,
    #[column(default = 0.0)]
    price: f64,
    #[column(default = 0)]
    stock: i32,
    #[column(default = true)]
    active: bool,
    #[column(default = Utc::now())]
    created_at: DateTime<Utc>,
}

#[derive(Debug)]
enum ShopError {
    Stock { sku: String, reason: &'static str },
    Database(crocus::Error),
}

impl From<crocus::Error> for ShopError {
    fn from(error: crocus::Error) -> Self {
        ShopError::Database(error)
    }
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShopError::Stock { sku, reason } => write!(f, "stock of {sku} {reason}"),
            ShopError::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ShopError {}

impl Product {
    fn adjust_stock(&mut self, delta: i32) -> Result<(), ShopError> {
        let stock = i64::from(self.stock) + i64::from(delta);
        let refused = |reason| ShopError::Stock {
            sku: self.sku.clone(),
            reason,
        };
        if stock < 0 {
            return Err(refused("cannot be negative"));
        }
        self.stock = i32::try_from(stock).map_err(|_| refused("is too large"))?;
        Ok(())
    }

    fn update_price(&mut self, price: f64) {
        self.price = price;
    }

    fn deactivate(&mut self) {
        self.active = false;
    }

    fn find_by_sku(sku: &str, s: &mut Session) -> crocus::Result<Option<Entity<Product>>> {
        Product::filter(Product::sku.eq(sku)).tracked().first(s)
    }

    fn bulk_set_price(skus: &[&str], price: f64, s: &mut Session) -> crocus::Result<usize> {
        Product::filter(Product::sku.in_(skus))
            .set(Product::price, price)
            .update(s)
    }

    fn list_active(s: &mut Session) -> crocus::Result<Vec<Product>> {
        Product::filter(Product::active)
            .order_by(Product::name.asc())
            .all(s)
    }
}

fn main() -> Result<(), ShopError> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![Product])?;
    let mut s = engine.session();

    let product = |sku: &str, name: &str| Product::builder().sku(sku).name(name);
    let widget = s.add(product("SKU123", "Widget").price(9.99).stock(100).build());
    let gadget = s.add(product("SKU124", "Gadget").price(19.99).stock(50).build());
    s.commit()?;

    let found = Product::find_by_sku("SKU123", &mut s)?;
    println!("same: {}", found == Some(widget));
    assert_eq!(found, Some(widget));
    s[widget].adjust_stock(-2)?;
    s.commit()?;
    println!("stock: {}", s[widget].stock);
    assert_eq!(s[widget].stock, 98);

    let rows = Product::bulk_set_price(&["SKU123", "SKU124"], 12.5, &mut s)?;
    s.commit()?;
    println!(
        "bulk: {rows} in memory: {} {}",
        s[widget].price, s[gadget].price
    );
    assert_eq!((rows, s[widget].price, s[gadget].price), (2, 12.5, 12.5));

    let names: Vec<String> = Product::list_active(&mut s)?
        .into_iter()
        .map(|product| product.name)
        .collect();
    println!("{names:?}");
    assert_eq!(names, ["Gadget", "Widget"]);

    // The rule refuses; what was done before it in the same transaction is undone.
    let error = s
        .try_transaction(|s| {
            s[gadget].adjust_stock(10)?;
            s[widget].adjust_stock(-1000)
        })
        .unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.to_string(), "stock of SKU123 cannot be negative");
    println!("stocks after it: {} {}", s[widget].stock, s[gadget].stock);
    assert_eq!((s[widget].stock, s[gadget].stock), (98, 50));
    assert!(s[widget].adjust_stock(i32::MAX).is_err());

    s[widget].update_price(15.0);
    s[gadget].deactivate();
    s.commit()?;
    let active = Product::list_active(&mut s)?;
    let active: Vec<_> = active
        .iter()
        .map(|product| (product.sku.as_str(), product.price))
        .collect();
    println!("active: {active:?}");
    assert_eq!(active, [("SKU123", 15.0)]);

    let error = product("SKU123", "dup").build().insert(&mut s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    let missing = Product::find_by_sku("nope", &mut s)?;
    println!("session usable: {missing:?}");
    assert_eq!(missing, None);

    s.delete(widget);
    s.commit()?;
    let left: Vec<String> = Product::select().columns(Product::sku).all(&mut s)?;
    println!("left: {left:?}");
    assert_eq!(left, ["SKU124"]);
    Ok(())
}
