//! Mistakes, and what the compiler says to each.

use crocus::Session;

#[test]
fn mistakes_are_told_in_words_that_help() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}

/// What rustc says when a session is shared lists the private parts of std and rusqlite, so the rule
/// is kept here: for a `Sync` type there would be two implementations, and `_` could not be inferred.
#[test]
fn a_session_is_sent_between_threads_but_not_shared() {
    trait IsNotSync<Marker> {
        fn check() {}
    }
    struct Shared;
    impl<T> IsNotSync<()> for T {}
    impl<T: Sync> IsNotSync<Shared> for T {}
    fn is_sent<T: Send>() {}

    <Session as IsNotSync<_>>::check();
    is_sent::<Session>();
}
