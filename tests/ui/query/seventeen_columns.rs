include!("../models.inc");

fn main() {
    User::select().columns((
        User::id, User::id, User::id, User::id, User::id, User::id, User::id, User::id, User::id,
        User::id, User::id, User::id, User::id, User::id, User::id, User::id, User::id,
    ));
}
