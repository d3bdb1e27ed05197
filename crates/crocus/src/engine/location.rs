//! Where a database is: paths and the URLs that SQLAlchemy writes.

use std::path::PathBuf;

use crate::error::{Error, Result};

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    /// In memory, gone with the engine.
    Memory,
    /// In a file.
    File(PathBuf),
    /// In a file that is deleted with the engine.
    Temporary(PathBuf),
}

impl Location {
    /// Reads `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:`, `sqlite://`,
    /// `:memory:` or a plain path.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let path = match text.split_once("://") {
            None if text.is_empty() => {
                return Err(Error::misuse(
                    "an empty path names no database: write `:memory:` for one that is not kept",
                ));
            }
            None if text.starts_with("sqlite:") => {
                return Err(Error::misuse(format!(
                    "`{text}` lacks the slashes of a URL: write `sqlite:///path`, \
                     `sqlite:///:memory:` or a plain path"
                )));
            }
            None => text,
            Some(("sqlite", "")) => ":memory:",
            Some(("sqlite", rest)) => match rest.strip_prefix('/') {
                Some(path) => without_query(text, path)?,
                None => {
                    return Err(Error::misuse(format!(
                        "`{text}` names a host: write `sqlite:///relative.db` or \
                         `sqlite:////absolute.db`"
                    )));
                }
            },
            Some((scheme, _)) => {
                return Err(Error::misuse(format!(
                    "`{scheme}` databases are not supported: write `sqlite:///path`, \
                     `sqlite:///:memory:` or a plain path"
                )));
            }
        };
        match path {
            "" | ":memory:" => Ok(Location::Memory),
            // SQLite would read it as a URI with settings of its own, and might find memory there.
            path if path.starts_with("file:") => Err(Error::misuse(format!(
                "`{path}` is a URI of SQLite's: write the plain path, and settings as those of \
                 `Engine::builder`, such as `.read_only(true)`"
            ))),
            path if path.contains('\0') => Err(Error::misuse(format!(
                "the path {path:?} contains a NUL character"
            ))),
            path => Ok(Location::File(PathBuf::from(path))),
        }
    }

    /// A new file in the directory for temporary files.
    pub(super) fn temporary() -> Self {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // The time tells files apart that a process of the same number left behind.
        let time = std::time::UNIX_EPOCH
            .elapsed()
            .map_or(0, |time| time.as_nanos());
        let name = format!("crocus-{}-{time}-{number}.sqlite3", std::process::id());
        Location::Temporary(std::env::temp_dir().join(name))
    }

    /// The file, if it is in one.
    pub(super) fn path(&self) -> Option<&PathBuf> {
        match self {
            Location::Memory => None,
            Location::File(path) | Location::Temporary(path) => Some(path),
        }
    }
}

/// The path of a URL, which has no settings behind it: they would be taken for a part of the file's name.
fn without_query<'a>(url: &str, path: &'a str) -> Result<&'a str> {
    if path.contains('?') {
        return Err(Error::misuse(format!(
            "`{url}` has settings behind `?`: give them to `Engine::builder`, such as \
             `.read_only(true)`; a file whose name has a `?` is opened by its plain path"
        )));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn file(path: &str) -> Location {
        Location::File(PathBuf::from(path))
    }

    #[test]
    fn urls_read_as_in_sqlalchemy() {
        for (url, place) in [
            ("sqlite:///mydb.sqlite3", file("mydb.sqlite3")),
            ("sqlite:////tmp/mydb.sqlite3", file("/tmp/mydb.sqlite3")),
            ("sqlite:///:memory:", Location::Memory),
            ("sqlite://", Location::Memory),
            (":memory:", Location::Memory),
            ("some dir/x.db", file("some dir/x.db")),
        ] {
            assert_eq!(Location::parse(url).unwrap(), place, "{url}");
        }
    }

    #[test]
    fn a_plain_path_may_contain_what_a_url_means_something_by() {
        for path in ["a b?mode=ro#c%20d.db", "ü/filé.db", "./file:x.db", " "] {
            assert_eq!(Location::parse(path).unwrap(), file(path), "{path}");
        }
        // As in SQLAlchemy, a path in a URL is not decoded.
        let encoded = Location::parse("sqlite:///a%20b#c.db").unwrap();
        assert_eq!(encoded, file("a%20b#c.db"));
    }

    #[test]
    fn what_would_become_the_name_of_a_file_by_mistake_is_misuse() {
        for url in [
            "",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:x.db",
            "sqlite:/x.db",
            "sqlite:///x.db?mode=ro",
            "sqlite:///file:x.db",
            "file:x.db",
            "file::memory:",
            "file:///x.db?mode=ro",
        ] {
            let error = Location::parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Misuse, "{url}");
        }
    }

    #[test]
    fn other_databases_are_misuse_that_names_what_is_supported() {
        let error = Location::parse("postgresql://localhost/x").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert!(error.to_string().contains("sqlite:///path"), "{error}");
    }
}
