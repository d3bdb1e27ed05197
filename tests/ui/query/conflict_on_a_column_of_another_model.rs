include!("../models.inc");

fn main() {
    User::insert_all([]).on_conflict(Post::title).ignore();
}
