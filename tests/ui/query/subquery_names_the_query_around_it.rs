include!("../models.inc");

fn main() {
    User::filter(exists(Post::filter(Post::author.eq(User::id))));
}
