include!("../models.inc");

fn main() {
    vec![User::age.gt(1), User::age.gt(1) & User::active];
}
