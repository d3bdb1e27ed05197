include!("../models.inc");

fn main() {
    let _: Select<Post> = Post::select().join(Post::author);
}
