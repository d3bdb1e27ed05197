include!("../models.inc");

fn main() {
    User::select().columns(User::name.sum());
}
