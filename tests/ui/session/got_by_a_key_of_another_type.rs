include!("../models.inc");

fn main() {
    fn get(s: &mut Session) {
        let _ = s.get::<User>("ann");
    }
}
