use crocus::Model;

#[derive(Debug, Clone, Model)]
struct PostTag {
    #[column(primary_key)]
    post: i64,
    #[column(primary_key)]
    tag: i64,
}

fn main() {}
