include!("../models.inc");

fn main() {
    User::id.like("x");
}
