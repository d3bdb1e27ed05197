//! Step 9: the `Car`, to tell class methods from instance methods.
//!
//! Run it: `cargo run --example step09_car`.
//!
//! | Python | Rust |
//! |---|---|
//! | `@classmethod def create(cls, ..)`: there is no car yet | an associated function: `fn new(..) -> Car` |
//! | `def rename_model(self, ..)`: this car | a method: `fn rename_model(&mut self, ..)` |
//! | `def describe(self)`: only looks | a method that cannot change it: `fn describe(&self)` |
//!
//! Rust says in the signature what Python leaves to trust: `&self` reads, `&mut self` changes,
//! `self` takes the car away.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct Car {
    #[column(primary_key)]
    id: i64,
    brand: String,
    model: String,
}

impl Car {
    /// An associated function: there is no car yet.
    fn new(brand: &str, model: &str) -> Self {
        Car::builder().brand(brand).model(model).build()
    }

    /// A method that only looks: this car, as it is.
    fn describe(&self) -> String {
        format!("{} {} {}", self.id, self.brand, self.model)
    }

    /// A method that changes: this car.
    fn rename_model(&mut self, model: &str) {
        self.model = model.to_owned();
    }
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![Car])?;
    let mut s = engine.session();

    let car = s.add(Car::new("Toyota", "Corolla"));
    s.commit()?;
    s[car].rename_model("Camry");
    s.commit()?;
    println!("{}", s[car].describe());
    assert_eq!(s[car].describe(), "1 Toyota Camry");

    s.delete(car);
    s.commit()?;
    let count = Car::select().count(&mut s)?;
    println!("{count}");
    assert_eq!(count, 0);
    Ok(())
}
