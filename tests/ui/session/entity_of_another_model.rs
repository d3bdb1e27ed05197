include!("../models.inc");

fn main() {
    fn rename(user: Entity<User>, s: &mut Session) {
        s[user].title = "x".into();
    }
}
