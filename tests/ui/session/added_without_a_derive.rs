include!("../models.inc");

fn main() {
    struct Plain;
    fn add(s: &mut Session) {
        s.add(Plain);
    }
}
