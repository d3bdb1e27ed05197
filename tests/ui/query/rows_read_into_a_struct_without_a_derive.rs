include!("../models.inc");

fn main() {
    struct Names {
        name: String,
    }
    User::select().columns(User::name).into_rows::<Names>();
}
