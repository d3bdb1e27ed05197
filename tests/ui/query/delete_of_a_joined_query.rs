include!("../models.inc");

fn main() {
    fn delete(s: &mut Session) {
        let _ = Post::select().join(Post::author).delete(s);
    }
}
