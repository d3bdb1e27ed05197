include!("../models.inc");

fn main() {
    let bio: Option<&str> = None;
    User::bio.eq(bio);
}
