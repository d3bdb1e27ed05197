//! The rules of the house, kept by a test: layers, sizes, names, and what library code never does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One file of a crate's `src`.
struct File {
    /// The path below `crates`, with `/`.
    path: String,
    text: String,
    /// The text with comments, literals and tests blanked out.
    code: String,
}

impl File {
    fn read(root: &Path, path: &Path) -> File {
        let text = fs::read_to_string(path).unwrap();
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let code = if is_test(&name) {
            String::new()
        } else {
            without_tests(&code(&text))
        };
        File {
            path: name,
            text,
            code,
        }
    }

    /// The path below the crate's `src`, without `.rs` and `/mod`, in parts.
    fn module(&self) -> Vec<&str> {
        let (_, inside) = self.path.split_once("/src/").unwrap();
        let inside = inside.strip_suffix(".rs").unwrap();
        inside
            .strip_suffix("/mod")
            .unwrap_or(inside)
            .split('/')
            .collect()
    }
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates");
    let mut paths = Vec::new();
    for package in fs::read_dir(&root).unwrap() {
        collect(&package.unwrap().path().join("src"), &mut paths);
    }
    paths.sort();
    assert!(
        paths.len() > 50,
        "the crates are not where this test looks for them"
    );
    paths.iter().map(|path| File::read(&root, path)).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The text with comments and literals blanked out; lines keep their numbers.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest, '"'),
            '\'' => character(rest),
            'r' | 'b' if !code.ends_with(is_name) => raw(rest),
            _ => 0,
        };
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.extend(
                rest[..length]
                    .chars()
                    .map(|c| if c == '\n' { '\n' } else { ' ' }),
            );
            rest = &rest[length..];
        }
    }
    code
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A character literal; 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(text, '\''),
        _ => 0,
    }
}

/// A raw string; 0 for anything else.
fn raw(text: &str) -> usize {
    let after = text.trim_start_matches(['r', 'b']);
    let hashes = after.len() - after.trim_start_matches('#').len();
    let prefix = text.len() - after.len();
    if !text[..prefix].contains('r') || prefix > 2 || !after[hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = prefix + hashes + 1;
    text[start..]
        .find(&end)
        .map_or(text.len(), |at| start + at + end.len())
}

/// The code without its tests: modules, functions and statements behind `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let length = item(after);
        kept.extend(after[..length].chars().filter(|c| *c == '\n'));
        rest = &after[length..];
    }
    kept + rest
}

/// How long the item is that the text begins with: to its `;`, or to the end of its braces.
fn item(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The names that follow `prefix`: of `crate::a::b` and `crate::{a, b::c}` those are `a`, and `a` and
/// `b`. What continues a longer name or `$crate` is passed over.
fn names_after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c| is_name(c) || c == '$' || c == ':') {
            continue;
        }
        let after = &code[at + prefix.len()..];
        match after.strip_prefix('{') {
            Some(group) => names.extend(group_of(group)),
            None => names.push(name(after)),
        }
    }
    names
}

fn name(text: &str) -> &str {
    &text[..text.find(|c| !is_name(c)).unwrap_or(text.len())]
}

/// The first names in a group of imports, up to its closing brace.
fn group_of(text: &str) -> Vec<&str> {
    let mut names = vec![];
    let (mut depth, mut start) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(text[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(text[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Fails with all complaints at once.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// `file:line: what` for every place of a token in the code.
fn places(file: &File, token: &str) -> Vec<String> {
    let found = file.code.match_indices(token).filter(|(at, _)| {
        let whole = |c: Option<char>| !c.is_some_and(is_name);
        let begins = !token.starts_with(is_name) || whole(file.code[..*at].chars().next_back());
        let ends = !token.ends_with(is_name) || whole(file.code[at + token.len()..].chars().next());
        begins && ends
    });
    found
        .map(|(at, _)| {
            let line = file.code[..at].matches('\n').count() + 1;
            format!("{}:{line}: `{token}`", file.path)
        })
        .collect()
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    let files = files();
    let silent = files.iter().filter(|file| !file.text.starts_with("//! "));
    none(
        &silent
            .map(|file| format!("{} does not open with `//! `", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    let files = files();
    let long = files.iter().filter(|file| file.text.lines().count() > 600);
    none(
        &long
            .map(|file| format!("{} is too long", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn files_are_named_by_what_is_in_them() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc"];
    let files = files();
    let named = files
        .iter()
        .filter(|file| file.module().iter().any(|part| vague.contains(part)));
    none(&named.map(|file| file.path.clone()).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_to_be_done_later() {
    let marks = ["TODO", "FIXME", "XXX", "HACK"];
    let mut found = Vec::new();
    for file in files() {
        for (number, line) in file.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none(&found);
}

/// Where `panic!` and its kind may stand.
const PANICS: [&str; 3] = [
    // Indexing with a dead ticket panics, as is documented.
    "crocus/src/session/index.rs",
    // A column that the builder's type says was given.
    "crocus/src/model/builder.rs",
    // The bodies of what a broken derive expands to; such a program does not compile.
    "crocus-derive/src/fallback.rs",
];

#[test]
fn library_code_does_not_panic() {
    let calls = [
        ".unwrap()",
        ".expect(",
        "panic!",
        "todo!",
        "unreachable!",
        "unimplemented!",
    ];
    let mut found = Vec::new();
    for file in files()
        .iter()
        .filter(|file| !PANICS.contains(&file.path.as_str()))
    {
        found.extend(calls.iter().flat_map(|call| places(file, call)));
    }
    none(&found);
}

#[test]
fn nothing_is_unsafe() {
    none(
        &files()
            .iter()
            .flat_map(|file| places(file, "unsafe"))
            .collect::<Vec<_>>(),
    );
}

/// The layers of ARCHITECTURE.md; what stands on one line does not see each other.
const LAYERS: [(usize, &[&str]); 8] = [
    (0, &["error", "topo"]),
    (1, &["value"]),
    (2, &["sql"]),
    (3, &["schema", "expr"]),
    (4, &["model", "engine"]),
    (5, &["query"]),
    (6, &["session", "migrate"]),
    (
        7,
        &["lib", "prelude", "private", "testing", "table", "guide"],
    ),
];

fn layer(module: &str) -> Option<usize> {
    let found = LAYERS.iter().find(|(_, modules)| modules.contains(&module));
    found.map(|(layer, _)| *layer)
}

/// The files of the crate `crocus`.
fn crocus() -> Vec<File> {
    files()
        .into_iter()
        .filter(|file| file.path.starts_with("crocus/"))
        .collect()
}

#[test]
fn imports_point_down() {
    let mut found = Vec::new();
    for file in crocus() {
        let own = file.module()[0];
        let Some(height) = layer(own) else {
            found.push(format!("{} belongs to no layer", file.path));
            continue;
        };
        for imported in names_after(&file.code, "crate::")
            .into_iter()
            .filter(|name| *name != own)
        {
            match layer(imported) {
                Some(other) if other < height => {}
                None if height == 7 => {}
                Some(_) => found.push(format!(
                    "{} imports `{imported}`, which is not below it",
                    file.path
                )),
                None => found.push(format!("{} imports `{imported}` from the root", file.path)),
            }
        }
    }
    none(&found);
}

/// What names rusqlite besides `error`, `value` and `engine`: the root, which hands it on.
const HANDS_ON: &str = "crocus/src/lib.rs";

#[test]
fn only_error_value_and_engine_name_rusqlite() {
    let mut found = Vec::new();
    for file in crocus() {
        if !["error", "value", "engine"].contains(&file.module()[0]) && file.path != HANDS_ON {
            found.extend(places(&file, "rusqlite"));
        }
    }
    none(&found);
}

/// The accepted circles.
const CIRCLES: [&[&str]; 3] = [
    // An expression may hold a query, and a query holds expressions.
    &["crocus/sql/node", "crocus/sql/select"],
    // A table has columns, and a column may refer to a table.
    &[
        "crocus/schema/table",
        "crocus/schema/column",
        "crocus/schema/foreign_key",
    ],
    // An arena keeps what was staged and what can be undone, and both are put back into it.
    &[
        "crocus/session/arena",
        "crocus/session/staged",
        "crocus/session/undo",
    ],
];

fn is_accepted(from: &str, to: &str) -> bool {
    CIRCLES
        .iter()
        .any(|circle| circle.contains(&from) && circle.contains(&to))
}

/// Which modules of one folder import which: `super::file` in a file, `super::super::file` in a file of
/// a folder beside it.
fn imports(files: &[File]) -> BTreeMap<String, BTreeSet<String>> {
    let mut modules = BTreeSet::new();
    for file in files {
        let (package, _) = file.path.split_once('/').unwrap();
        let parts = file.module();
        for end in 1..=parts.len() {
            modules.insert(format!("{package}/{}", parts[..end].join("/")));
        }
    }
    let mut imports = BTreeMap::<String, BTreeSet<String>>::new();
    for file in files {
        let (package, _) = file.path.split_once('/').unwrap();
        let parts = file.module();
        // In `mod.rs`, `super` is the folder above; what it re-exports of its own files is no import.
        for level in 1..parts.len() {
            let prefix = "super::".repeat(level);
            let folder = format!("{package}/{}", parts[..parts.len() - level].join("/"));
            let from = format!("{folder}/{}", parts[parts.len() - level]);
            for name in names_after(&file.code, &prefix) {
                let to = format!("{folder}/{name}");
                if to != from && modules.contains(&to) {
                    imports.entry(from.clone()).or_default().insert(to);
                }
            }
        }
    }
    imports
}

#[test]
fn files_of_one_folder_form_no_circle() {
    let imports = imports(&files());
    let mut found = Vec::new();
    for start in imports.keys() {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&String> = vec![start];
        while let Some(module) = next.pop() {
            for to in imports.get(module).into_iter().flatten() {
                let accepted = is_accepted(module, to);
                if to == start && !accepted {
                    found.push(format!("{start} imports itself by way of {module}"));
                }
                if !accepted && seen.insert(to) {
                    next.push(to);
                }
            }
        }
    }
    none(&found);
}

#[test]
fn facades_hold_no_logic() {
    let logic = ["fn ", "struct ", "enum ", "impl ", "trait ", "macro_rules!"];
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.path.ends_with("/mod.rs")) {
        found.extend(logic.iter().flat_map(|word| places(file, word)));
    }
    none(&found);
}

#[test]
fn comments_literals_and_tests_are_not_code() {
    let text = r##"
        // panic!
        let a = "unsafe \" panic!"; let b = r#"todo!"#; let c: &'static str = "'"; let d = '"'; /* x */
        #[cfg(test)]
        mod tests { fn f() { panic!() } }
        let e = b'x';
    "##;
    let left = without_tests(&code(text));
    assert!(
        !left.contains("panic") && !left.contains("todo") && !left.contains("unsafe"),
        "{left}"
    );
    assert!(
        left.contains("let e") && left.contains("&'static str") && left.contains("let d"),
        "{left}"
    );
    assert_eq!(left.lines().count(), text.lines().count());
}

#[test]
fn names_are_found_in_paths_and_groups() {
    let code = "use crate::{a::{b, c}, d}; use crate::e::f; $crate::g::h; super::crate::i;";
    assert_eq!(names_after(code, "crate::"), ["a", "d", "e"]);
    assert_eq!(
        names_after("use super::super::x::Y; use super::z;", "super::super::"),
        ["x"]
    );
}
