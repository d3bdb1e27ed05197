include!("../models.inc");

fn main() {
    User::age.within("a".."b");
}
