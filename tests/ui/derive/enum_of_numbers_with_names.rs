use crocus::ColumnEnum;

#[derive(Debug, Clone, ColumnEnum)]
#[column_enum(integer, rename_all = "lowercase")]
enum Level {
    Low,
    #[column_enum(rename = "top")]
    High,
    Highest = 99999999999999999999,
}

fn main() {}
