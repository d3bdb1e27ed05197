include!("../models.inc");

fn main() {
    User::select().join(Post::author);
}
