use crocus::ColumnType;

#[derive(Debug, Clone)]
struct Inner;

#[derive(Debug, Clone, ColumnType)]
struct Outer(Inner);

fn main() {}
