include!("../models.inc");

fn main() {
    Post::author.eq(User::name);
}
