//! The part of an index in which texts with a prefix stand.
//!
//! SQLite looks a LIKE up in an index only where it sees the pattern when it prepares the statement;
//! ours are bound. So the bounds are told beside the pattern: they may let in too much, never too
//! little.

use crate::sql::{BinaryOp, Node};

/// So many letters of the prefix are looked up in both cases; the number of ranges doubles with each.
const LETTERS: usize = 2;

/// Whether `column` is within the ranges in which all texts are that start with `prefix`, the case of
/// ASCII letters ignored; nothing where that cannot be told.
///
/// Texts compare by their bytes, which is the order of their characters.
pub(super) fn ranges(column: &Node, collation: &str, prefix: &str) -> Option<Node> {
    // To LIKE a text ends at its first NUL.
    if prefix.is_empty() || prefix.contains('\0') {
        return None;
    }
    let bounds = match collation {
        "NOCASE" => {
            let lower = prefix.to_ascii_lowercase();
            vec![(successor(&lower), lower)]
        }
        "BINARY" | "RTRIM" => in_both_cases(prefix),
        _ => return None,
    };
    let ranges = bounds.into_iter().map(|(high, low)| {
        let side = |operator, text| Node::binary(operator, column.clone(), Node::value(text));
        let mut range = vec![side(BinaryOp::Ge, low)];
        range.extend(high.map(|high| side(BinaryOp::Lt, high)));
        Node::All(range)
    });
    Some(Node::Any(ranges.collect()))
}

/// Upper and lower bound for each way to write the first letters. Capitals come before small letters:
/// all ways to write the rest are between the rest in capitals and the rest in small letters.
fn in_both_cases(prefix: &str) -> Vec<(Option<String>, String)> {
    let letters = prefix
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_alphabetic());
    let end = letters.take(LETTERS).last().map_or(0, |(at, _)| at + 1);
    let (start, rest) = prefix.split_at(end);
    let mut starts = vec![String::new()];
    for character in start.chars() {
        let lower = character.to_ascii_lowercase();
        let upper = character.to_ascii_uppercase();
        if lower != upper {
            starts.extend(starts.clone());
        }
        let half = starts.len() / 2;
        for (place, start) in starts.iter_mut().enumerate() {
            start.push(if place < half { upper } else { lower });
        }
    }
    let (upper, lower) = (rest.to_ascii_uppercase(), rest.to_ascii_lowercase());
    starts
        .into_iter()
        .map(|start| (successor(&format!("{start}{lower}")), start + &upper))
        .collect()
}

/// A text that is greater than all that start with `prefix`, if there is one; most often the least.
///
/// The last character counts up, unless that would carry into another byte: a database may be encoded
/// in UTF-16 with the lower byte first, and still compares bytes.
fn successor(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        let next = match last {
            // RTRIM would not see a space at the end.
            '\u{1f}' => Some('!'),
            last if u32::from(last) % 0x100 == 0xff => None,
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(prefix: &str) -> Vec<(String, String)> {
        let bounds = in_both_cases(prefix).into_iter();
        let mut bounds: Vec<_> = bounds
            .map(|(high, low)| (low, high.unwrap_or_default()))
            .collect();
        bounds.sort();
        bounds
    }

    fn pair(low: &str, high: &str) -> (String, String) {
        (low.to_owned(), high.to_owned())
    }

    #[test]
    fn a_text_without_letters_is_one_range() {
        assert_eq!(both("2024-"), [pair("2024-", "2024.")]);
        assert_eq!(both("ä"), [pair("ä", "å")]);
    }

    #[test]
    fn the_first_letters_stand_in_both_cases() {
        assert_eq!(both("1a"), [pair("1A", "1B"), pair("1a", "1b")]);
        assert_eq!(
            both("Bobby"),
            [
                pair("BOBBY", "BObbz"),
                pair("BoBBY", "Bobbz"),
                pair("bOBBY", "bObbz"),
                pair("boBBY", "bobbz"),
            ]
        );
    }

    #[test]
    fn the_greatest_character_has_no_successor() {
        assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{10ffff}\u{10ffff}"), None);
        assert_eq!(successor("a\u{d7ff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{7f}").as_deref(), Some("\u{80}"));
    }
}
