include!("../models.inc");

fn main() {
    User::select().order_by(Post::title.asc());
}
