//! LIKE, GLOB, and searching for a user's text.

use super::operand::Operand;
use super::prefix;
use super::term::{Expr, Term, Uses, methods_of_terms};
use crate::sql::{Node, PatternKind};
use crate::value::{Format, IsText, NotNull};

const ESCAPE: char = '\\';

fn pattern<X: Term, U>(term: X, kind: PatternKind, pattern: Node, negated: bool) -> Expr<U, bool> {
    matching(term, kind, pattern, None, negated)
}

fn matching<X: Term, U>(
    term: X,
    kind: PatternKind,
    pattern: Node,
    escape: Option<char>,
    negated: bool,
) -> Expr<U, bool> {
    let (value, pattern) = (Box::new(term.into_node()), Box::new(pattern));
    Expr::new(Node::Pattern {
        kind,
        value,
        pattern,
        escape,
        negated,
    })
}

/// A user's text between wildcards; what LIKE would read as a wildcard is escaped.
fn search<X: Term, U>(term: X, before: &str, text: &str, after: &str) -> Expr<U, bool> {
    let mut escaped = String::with_capacity(text.len() + 2);
    escaped.push_str(before);
    for character in text.chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            escaped.push(ESCAPE);
        }
        escaped.push(character);
    }
    escaped.push_str(after);
    let escape = (escaped.len() > text.len() + before.len() + after.len()).then_some(ESCAPE);
    matching(term, PatternKind::Like, Node::value(escaped), escape, false)
}

fn starting<X: Term, U>(term: X, text: &str) -> Expr<U, bool> {
    let Some(collation) = term.index() else {
        return search(term, "", text, "%");
    };
    let node = term.into_node();
    let ranges = prefix::ranges(&node, collation, text);
    let found: Expr<U, bool> = search(Expr::<U, String>::new(node), "", text, "%");
    match ranges {
        Some(ranges) => Expr::new(Node::All(vec![ranges, found.node])),
        None => found,
    }
}

methods_of_terms! {
    /// `LIKE`: `%` stands for any text, `_` for one character. SQLite ignores the case of ASCII
    /// letters; [`glob`](Self::glob) does not.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::email.like("%@example.com"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn like<R: Operand<String, NotNull>>(self, text: R) -> Expr<R::With<Uses<Self>>, bool>
    where
        T::Base: IsText,
    {
        pattern(self, PatternKind::Like, text.node(Format::Plain), false)
    }

    /// `NOT LIKE`
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::name.not_like("a%"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn not_like<R: Operand<String, NotNull>>(self, text: R) -> Expr<R::With<Uses<Self>>, bool>
    where
        T::Base: IsText,
    {
        pattern(self, PatternKind::Like, text.node(Format::Plain), true)
    }

    /// `LIKE` without regard to case: what SQLite's `LIKE` does for ASCII letters anyway.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::name.ilike("ADA"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ilike<R: Operand<String, NotNull>>(self, text: R) -> Expr<R::With<Uses<Self>>, bool>
    where
        T::Base: IsText,
    {
        pattern(self, PatternKind::Like, text.node(Format::Plain), false)
    }

    /// `LIKE .. ESCAPE`: the character that follows `escape` stands for itself.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// for name in ["50% Ada", "500 Adas"] {
    ///     User::create(User::builder().name(name).age(1).build(), &mut s)?;
    /// }
    /// assert_eq!(User::count(User::name.like_escape("50!%%", '!'), &mut s)?, 1); // the first
    /// # Ok(())
    /// # }
    /// ```
    pub fn like_escape<R>(self, text: R, escape: char) -> Expr<R::With<Uses<Self>>, bool>
    where
        R: Operand<String, NotNull>,
        T::Base: IsText,
    {
        matching(self, PatternKind::Like, text.node(Format::Plain), Some(escape), false)
    }

    /// `GLOB`: `*` stands for any text, `?` for one character, `[a-z]` for a range; case matters.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::name.glob("[A-Z]*"), &mut s)?, 1); // "Ada", not "bob"
    /// # Ok(())
    /// # }
    /// ```
    pub fn glob<R: Operand<String, NotNull>>(self, text: R) -> Expr<R::With<Uses<Self>>, bool>
    where
        T::Base: IsText,
    {
        pattern(self, PatternKind::Glob, text.node(Format::Plain), false)
    }

    /// Contains the text, which may come from a user: `%`, `_` and `\` stand for themselves. The case
    /// of ASCII letters is ignored.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::email.contains("example"), &mut s)?, 1);
    /// assert_eq!(User::count(User::name.contains("%"), &mut s)?, 0); // no wildcard
    /// # Ok(())
    /// # }
    /// ```
    pub fn contains(self, text: impl AsRef<str>) -> Expr<Uses<Self>, bool>
    where
        T::Base: IsText,
    {
        search(self, "%", text.as_ref(), "%")
    }

    /// Starts with the text, which may come from a user; the case of ASCII letters is ignored. A
    /// column with an index is looked up there.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::name.starts_with("A"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn starts_with(self, text: impl AsRef<str>) -> Expr<Uses<Self>, bool>
    where
        T::Base: IsText,
    {
        starting(self, text.as_ref())
    }

    /// Ends with the text, which may come from a user; the case of ASCII letters is ignored.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// assert_eq!(User::count(User::email.ends_with(".com"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ends_with(self, text: impl AsRef<str>) -> Expr<Uses<Self>, bool>
    where
        T::Base: IsText,
    {
        search(self, "%", text.as_ref(), "")
    }
}
