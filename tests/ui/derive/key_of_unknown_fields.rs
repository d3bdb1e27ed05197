use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(primary_key(post, tga))]
struct PostTag {
    post: i64,
    tag: i64,
}

fn main() {}
