include!("../models.inc");

fn main() {
    Post::select().join(Post::title);
}
