include!("../models.inc");

fn main() {
    fn leak(engine: &Engine) {
        let _ = engine.write(|s| Ok(s));
    }
}
