//! Step 9: the `Car`, to tell class methods from instance methods.
//!
//! SQLAlchemy: `Car.create(session, ..)` needs no car; `car.rename_model(session, ..)` needs one.
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

    /// A method: this car.
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
    println!("{} {} {}", s[car].id, s[car].brand, s[car].model);
    assert_eq!(s[car].model, "Camry");

    s.delete(car);
    s.commit()?;
    let count = Car::select().count(&mut s)?;
    println!("{count}");
    assert_eq!(count, 0);
    Ok(())
}
