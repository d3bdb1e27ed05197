include!("../models.inc");

fn main() {
    fn of(post: Entity<Post>) {
        Post::author.eq(post);
    }
}
