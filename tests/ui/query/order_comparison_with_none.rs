include!("../models.inc");

fn main() {
    User::filter(User::rank.gt(None));
}
