use crocus::{ColumnType, Model};

#[derive(Debug, Clone, PartialEq, Eq, Hash, ColumnType)]
struct Code(String);

#[derive(Debug, Clone, Model)]
struct Lang {
    #[column(primary_key)]
    code: Code,
}

fn main() {}
