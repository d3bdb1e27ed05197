use crocus::{ForeignKey, Model};

#[derive(Debug, Clone, Model)]
struct Node {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = SetNull)]
    parent: ForeignKey<Node>,
    #[column(on_delete = Cascad)]
    other: Option<ForeignKey<Node>>,
    #[column(on_delete = Cascade)]
    name: String,
}

fn main() {}
