include!("../models.inc");

fn main() {
    fn share(s: &Session) {
        std::thread::scope(|scope| {
            scope.spawn(|| s.in_transaction());
        });
    }
}
