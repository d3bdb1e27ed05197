include!("../models.inc");

fn main() {
    fn keep(one: Entity<User>, s: &mut Session) {
        let user = &s[one];
        let _ = User::select().all(s);
        println!("{}", user.name);
    }
}
