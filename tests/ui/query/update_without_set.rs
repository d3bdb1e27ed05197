//! What an update of a query sets stands before it, not in a closure.

include!("../models.inc");

fn birthdays(s: &mut Session) -> crocus::Result<usize> {
    User::filter(User::age.gt(18)).update(s, |user| user.age += 1)
}

fn main() {}
