use crocus::ColumnType;

#[derive(Debug, Clone, ColumnType)]
struct Point(i32, i32);

#[derive(Debug, Clone, ColumnType)]
enum Role {
    Admin,
}

#[derive(Debug, Clone, ColumnType)]
struct Wrapper<T>(T);

fn main() {}
