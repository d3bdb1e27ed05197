//! Texts that start with others: the index is used, and nothing is missed.

use crocus::prelude::*;
use crocus::{Column, schema};
use proptest::prelude::*;

#[derive(Debug, Clone, Model)]
#[model(index(tenant, both))]
struct Word {
    #[column(primary_key)]
    id: i64,
    #[column(index)]
    plain: String,
    #[column(index, collate = "NOCASE")]
    folded: Option<String>,
    #[column(index, collate = "rtrim")]
    trimmed: String,
    #[column(default = "")]
    both: String,
    #[column(default = 1)]
    tenant: i64,
    bare: String,
}

fn word(text: &str) -> Word {
    Word::builder()
        .plain(text)
        .folded(text)
        .trimmed(text)
        .both(text)
        .bare(text)
        .build()
}

fn words(texts: &[String]) -> Session {
    words_in("UTF-8", texts)
}

fn words_in(encoding: &str, texts: &[String]) -> Session {
    let engine = Engine::memory().unwrap();
    let raw = engine.connect().unwrap();
    raw.execute(&format!("PRAGMA encoding = '{encoding}'"))
        .unwrap();
    let found: String = raw.scalar("SELECT encoding FROM pragma_encoding").unwrap();
    assert_eq!(found, encoding);
    drop(raw);
    engine.create_all(&schema![Word]).unwrap();
    let mut s = engine.session();
    Word::insert_all(texts.iter().map(|text| word(text)))
        .execute(&mut s)
        .unwrap();
    s
}

/// How SQLite looks it up.
fn plan(query: Select<Word>, s: &mut Session) -> String {
    query.explain(s).unwrap().join("\n")
}

#[test]
fn an_indexed_column_is_searched_by_its_index() {
    let mut s = words(&["Alice".into(), "alf".into(), "Bob".into(), "2024-05".into()]);
    let found = plan(Word::filter(Word::plain.starts_with("2024-")), &mut s);
    assert!(
        found.contains("SEARCH words USING INDEX ix_words_plain (plain>? AND plain<?)"),
        "{found}"
    );
    let found = plan(Word::filter(Word::plain.starts_with("al")), &mut s);
    assert_eq!(
        found
            .matches("USING INDEX ix_words_plain (plain>? AND plain<?)")
            .count(),
        4,
        "{found}"
    );
    assert!(!found.contains("SCAN"), "{found}");
    let found = plan(Word::filter(Word::folded.starts_with("al")), &mut s);
    assert!(
        found.contains("SEARCH words USING INDEX ix_words_folded (folded>? AND folded<?)"),
        "{found}"
    );
    let found = plan(
        Word::filter(Word::tenant.eq(1) & Word::both.starts_with("2024")),
        &mut s,
    );
    assert!(
        found.contains("(tenant=? AND both>? AND both<?)"),
        "{found}"
    );
    let greatest = Word::plain.starts_with("\u{10ffff}");
    let found = plan(Word::filter(greatest), &mut s);
    assert!(
        found.contains("USING INDEX ix_words_plain (plain>?)"),
        "{found}"
    );
    assert!(plan(Word::filter(Word::plain.starts_with("")), &mut s).contains("SCAN"));
    assert!(plan(Word::filter(Word::bare.starts_with("al")), &mut s).contains("SCAN"));
}

#[test]
fn a_column_without_an_index_is_compared_by_like_alone() {
    let query = Word::filter(Word::bare.starts_with("a"));
    let text = format!("{:?}", query.to_sql());
    assert!(text.contains("LIKE") && !text.contains(">="), "{text}");
}

#[test]
fn not_starting_with_a_text_is_the_rest() {
    let mut s = words(&["Alice".into(), "alf".into(), "Bob".into()]);
    s.add(Word {
        folded: None,
        ..word("x")
    });
    let query = Word::filter(!Word::folded.starts_with("AL")).columns(Word::plain);
    assert_eq!(query.all(&mut s).unwrap(), ["Bob"]);
    let query = Word::filter(Word::folded.starts_with("AL")).columns(Word::plain);
    let query = query.order_by(Word::plain.asc());
    assert_eq!(query.all(&mut s).unwrap(), ["Alice", "alf"]);
}

const CHARACTERS: [char; 32] = [
    'ÿ',
    'Ā',
    'a',
    'A',
    'b',
    'B',
    'z',
    'Z',
    '@',
    '[',
    '{',
    '`',
    '%',
    '_',
    '\\',
    ' ',
    '\u{1f}',
    '!',
    '\u{7f}',
    '\u{80}',
    'é',
    'É',
    'ß',
    'ſ',
    'K',
    '\u{d7ff}',
    '\u{e000}',
    '\u{ffff}',
    '\u{10000}',
    '\u{10fffe}',
    '\u{10ffff}',
    '\'',
];

fn text(length: usize) -> impl Strategy<Value = String> {
    let characters = prop::collection::vec(prop::sample::select(&CHARACTERS[..]), 0..length);
    characters.prop_map(|characters| characters.into_iter().collect())
}

fn found<T: crocus::ColumnType<Base = String>>(
    column: Column<Word, T>,
    prefix: &str,
    s: &mut Session,
) -> Vec<String> {
    let query = Word::filter(column.starts_with(prefix)).order_by(Word::id.asc());
    query.columns(Word::bare).all(s).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_that_start_with_a_text_are_found_and_no_others(
        texts in prop::collection::vec(text(5), 40),
        prefixes in prop::collection::vec(text(4), 20),
        encoding in prop::sample::select(&["UTF-8", "UTF-8", "UTF-16le", "UTF-16be"][..]),
    ) {
        let mut s = words_in(encoding, &texts);
        // The texts' own beginnings are found most often.
        let own = texts.iter().map(|text| text.chars().take(2).collect::<String>());
        for prefix in prefixes.iter().cloned().chain(own) {
            let lower = prefix.to_ascii_lowercase();
            let expected: Vec<String> = texts
                .iter()
                .filter(|text| text.to_ascii_lowercase().starts_with(&lower))
                .cloned()
                .collect();
            prop_assert_eq!(&found(Word::plain, &prefix, &mut s), &expected, "{:?}", prefix);
            prop_assert_eq!(&found(Word::folded, &prefix, &mut s), &expected, "{:?}", prefix);
            prop_assert_eq!(&found(Word::trimmed, &prefix, &mut s), &expected, "{:?}", prefix);
            prop_assert_eq!(&found(Word::bare, &prefix, &mut s), &expected, "{:?}", prefix);
        }
    }
}
