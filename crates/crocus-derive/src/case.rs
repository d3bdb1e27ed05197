//! Names: from the case of Rust to the case of SQL, and from singular to plural.

/// `HttpRequest`, `HTTPRequest` → `http_request`.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `HttpRequest` → `http_requests`: the default name of a struct's table.
pub(crate) fn table(name: &str) -> String {
    let mut words = words(name);
    if let Some(last) = words.last_mut() {
        *last = plural(last);
    }
    words.join("_")
}

/// `created_at` → `CreatedAt`.
pub(crate) fn camel(name: &str) -> String {
    name.split('_').map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => first.to_uppercase().chain(letters).collect(),
    }
}

/// How the variants of an enum are named in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    Snake,
    ScreamingSnake,
    Lower,
    Upper,
    LowerCamel,
    Kebab,
}

impl Rule {
    /// The rules by the names that `rename_all` takes.
    pub(crate) const ALL: &[(&str, Rule)] = &[
        ("snake_case", Rule::Snake),
        ("SCREAMING_SNAKE_CASE", Rule::ScreamingSnake),
        ("lowercase", Rule::Lower),
        ("UPPERCASE", Rule::Upper),
        ("camelCase", Rule::LowerCamel),
        ("kebab-case", Rule::Kebab),
    ];

    /// The stored name of the variant `name`.
    pub(crate) fn apply(self, name: &str) -> String {
        match self {
            Rule::Snake => snake(name),
            Rule::ScreamingSnake => snake(name).to_uppercase(),
            Rule::Lower => name.to_lowercase(),
            Rule::Upper => name.to_uppercase(),
            Rule::Kebab => words(name).join("-"),
            Rule::LowerCamel => {
                let mut words = words(name).into_iter();
                let first = words.next().unwrap_or_default();
                words.fold(first, |name, word| name + &capital(&word))
            }
        }
    }
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        // A capital begins a word after a small letter, and before one: `aB`, and the `R` of `HTTPReq`.
        let begins = letter.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase())
                || after.is_some_and(|after| after.is_lowercase()));
        if letter == '_' || begins {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter != '_', words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The English plural of a word in lower case, by rule; exceptions are what `table = ".."` is for.
fn plural(word: &str) -> String {
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    if let Some(stem) = word.strip_suffix('y') {
        return if stem.ends_with(VOWELS) {
            format!("{word}s")
        } else {
            format!("{stem}ies")
        };
    }
    if let Some(stem) = word.strip_suffix("sis") {
        return format!("{stem}ses");
    }
    if let Some(stem) = word.strip_suffix("iz") {
        return format!("{stem}izzes");
    }
    let hisses = ["ss", "us", "as", "is", "x", "z", "ch", "sh"];
    if hisses.iter().any(|end| word.ends_with(end)) {
        return format!("{word}es");
    }
    // `settings`, `news`, `series`: a plural already, or its own.
    if word.ends_with('s') {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, camel, snake, table};

    #[test]
    fn capitals_begin_words() {
        assert_eq!(snake("User"), "user");
        assert_eq!(snake("PostTag"), "post_tag");
        assert_eq!(snake("HTTPRequest"), "http_request");
        assert_eq!(snake("Utf8"), "utf8");
        assert_eq!(snake("Already_Snake"), "already_snake");
    }

    #[test]
    fn tables_are_plural() {
        let cases = [
            ("User", "users"),
            ("Category", "categories"),
            ("Box", "boxes"),
            ("Day", "days"),
            ("Address", "addresses"),
            ("Status", "statuses"),
            ("Branch", "branches"),
            ("Quiz", "quizzes"),
            ("Analysis", "analyses"),
            ("Alias", "aliases"),
            ("Settings", "settings"),
            ("News", "news"),
            ("OrderLine", "order_lines"),
        ];
        for (name, plural) in cases {
            assert_eq!(table(name), plural);
        }
    }

    #[test]
    fn rules_rename_variants() {
        let cases = [
            "very_new", "VERY_NEW", "verynew", "VERYNEW", "veryNew", "very-new",
        ];
        for ((_, rule), renamed) in Rule::ALL.iter().zip(cases) {
            assert_eq!(rule.apply("VeryNew"), renamed);
        }
    }

    #[test]
    fn fields_become_type_names() {
        assert_eq!(camel("created_at"), "CreatedAt");
        assert_eq!(camel("x"), "X");
    }
}
