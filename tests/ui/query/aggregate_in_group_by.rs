include!("../models.inc");

fn main() {
    User::select().group_by(User::id.count());
}
