include!("../models.inc");

fn main() {
    fn swap(one: Entity<User>, two: Entity<User>, s: &mut Session) {
        std::mem::swap(&mut s[one].age, &mut s[two].age);
    }
}
