include!("../models.inc");

fn main() {
    User::name.eq(5);
}
