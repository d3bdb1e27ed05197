include!("../models.inc");

fn main() {
    User::filter(exists(User::select().on(User::boss.eq(User::id.at(Manager)))));
}
