include!("../models.inc");

fn main() {
    User::filter(User::name + 1);
}
