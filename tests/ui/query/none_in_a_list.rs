include!("../models.inc");

fn main() {
    User::filter(User::rank.in_([Some(1), None]));
}
