use crocus::ColumnEnum;

#[derive(Debug, Clone, ColumnEnum)]
#[column_enum(rename_all = "SnakeCase", numbers)]
enum Role {
    Admin(i32),
    #[column_enum(renamed = "x")]
    User,
    #[column_enum(rename = "user")]
    Guest,
}

#[derive(Debug, Clone, ColumnEnum)]
enum Nothing {}

#[derive(Debug, Clone, ColumnEnum)]
struct NoEnum;

const FIVE: isize = 5;

#[derive(Debug, Clone, ColumnEnum)]
#[column_enum(integer)]
enum Level {
    Low = FIVE,
}

fn main() {}
