include!("../models.inc");

fn main() {
    fn name(s: &Session) -> &str {
        &s[1].name
    }
}
