include!("../models.inc");

fn main() {
    Post::select().join(Post::author).join(Post::author).filter(User::name.eq("x"));
}
