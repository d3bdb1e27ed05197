include!("../models.inc");

fn main() {
    User::age.eq(None);
}
