use crocus::ColumnType;

#[derive(Debug, ColumnType)]
struct Email(String);

fn main() {}
