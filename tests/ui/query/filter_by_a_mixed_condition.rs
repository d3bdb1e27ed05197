include!("../models.inc");

fn main() {
    User::filter(User::age.gt(1) & Post::title.eq("x") & User::active);
}
