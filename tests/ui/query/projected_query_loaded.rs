include!("../models.inc");

fn main() {
    fn load(s: &mut Session) {
        let _ = s.load(User::select().columns(User::name));
    }
}
