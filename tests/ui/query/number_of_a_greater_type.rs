include!("../models.inc");

fn main() {
    let big: i64 = 5;
    User::age.eq(big);
}
