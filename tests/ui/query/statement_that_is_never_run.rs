#![deny(unused_must_use)]

include!("../models.inc");

fn main() -> crocus::Result<()> {
    let mut s = Engine::memory()?.session();
    User::filter(User::id.eq(1)).set(User::name, "b");
    User::select();
    sql("DELETE FROM users");
    User::filter(User::id.eq(1)).delete(&mut s)?;
    Ok(())
}
