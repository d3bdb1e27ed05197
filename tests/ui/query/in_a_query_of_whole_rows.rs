include!("../models.inc");

fn main() {
    User::age.in_(Post::select());
}
