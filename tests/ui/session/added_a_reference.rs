include!("../models.inc");

fn main() {
    fn add(user: &User, s: &mut Session) {
        s.add(user);
    }
}
