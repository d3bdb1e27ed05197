include!("../models.inc");

fn main() {
    User::filter(Post::title.eq("x"));
}
