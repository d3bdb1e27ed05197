//! Step 10: the inventory, with a rule of the domain.
//!
//! SQLAlchemy: `adjust_stock` changes the object, then raises `ValueError`; the object stays dirty
//! with a negative stock until somebody rolls back.
//!
//! Here the rule is checked before anything changes, and has an error type of its own:
//! `try_write` takes closures that return it. An `Err` rolls back the database and memory.
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
    NegativeStock { sku: String, missing: i32 },
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
            ShopError::NegativeStock { sku, missing } => {
                write!(
                    f,
                    "stock of {sku} cannot be negative: {missing} are missing"
                )
            }
            ShopError::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ShopError {}

impl Product {
    fn adjust_stock(&mut self, delta: i32) -> Result<(), ShopError> {
        match self.stock + delta {
            stock if stock < 0 => Err(ShopError::NegativeStock {
                sku: self.sku.clone(),
                missing: -stock,
            }),
            stock => {
                self.stock = stock;
                Ok(())
            }
        }
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

    let found = Product::filter(Product::sku.eq("SKU123"))
        .tracked()
        .one(&mut s)?;
    assert_eq!(found, widget);
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
    assert_eq!((rows, s[gadget].price.to_string().as_str()), (2, "12.5"));

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
    assert!(matches!(
        error,
        ShopError::NegativeStock { missing: 902, .. }
    ));
    assert_eq!((s[widget].stock, s[gadget].stock), (98, 50));

    s[gadget].active = false;
    s.commit()?;
    assert_eq!(Product::list_active(&mut s)?.len(), 1);

    let error = product("SKU123", "dup").build().insert(&mut s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    assert!(
        Product::find(Product::sku.eq("nope"), &mut s)?.is_none(),
        "the session is usable"
    );

    s.delete(widget);
    s.commit()?;
    let left: Vec<String> = Product::select().columns(Product::sku).all(&mut s)?;
    println!("left: {left:?}");
    assert_eq!(left, ["SKU124"]);
    Ok(())
}
