include!("../models.inc");

fn main() {
    sql("age > :age").bind("age", [1, 2]);
}
