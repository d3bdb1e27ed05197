use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
#[model(primary_key(post, tag))]
struct PostTag {
    #[column(primary_key)]
    post: i64,
    tag: i64,
}

fn main() {}
