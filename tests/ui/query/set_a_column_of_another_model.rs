include!("../models.inc");

fn main() {
    User::select().set(Post::title, "x");
}
