include!("../models.inc");

fn main() {
    Post::select().join(Post::author).set(Post::title, "x");
}
