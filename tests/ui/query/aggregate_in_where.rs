include!("../models.inc");

fn main() {
    User::filter(User::id.count().gt(1));
}
