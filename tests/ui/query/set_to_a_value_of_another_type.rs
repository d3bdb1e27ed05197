include!("../models.inc");

fn main() {
    User::select().set(User::age, "old");
}
