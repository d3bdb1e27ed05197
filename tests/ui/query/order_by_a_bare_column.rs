include!("../models.inc");

fn main() {
    User::select().order_by(User::name);
}
