use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct PostTag {
    #[column(primary_key)]
    post: i64,
    #[column(primary_key)]
    tag: i64,
}

fn main() {
    let mut s = Engine::memory().unwrap().session();
    let _ = PostTag::get((1, 2), &mut s);
}
