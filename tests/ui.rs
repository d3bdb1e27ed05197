//! Mistakes, and what the compiler says to each.

#[test]
fn mistakes_are_told_in_words_that_help() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}
