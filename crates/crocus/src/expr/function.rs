//! Functions of one value.

use super::decimal::{descale, for_comparison};
use super::operand::Operand;
use super::term::{Expr, Term, Uses, methods_of_terms};
use super::uses::Total;
use crate::sql::Node;
use crate::value::{ColumnType, Constant, IsNumber, IsText, NotNull, Nullness, Scalar};

/// `name(term, ..)`; the number itself of a scaled decimal.
fn call<X: Term, U, T>(term: X, name: &'static str, rest: Vec<Node>) -> Expr<U, T> {
    let format = term.format();
    let mut args = vec![descale(term.into_node(), format)];
    args.extend(rest);
    Expr::new(Node::Call {
        name: name.into(),
        distinct: false,
        args,
    })
}

fn value(value: impl Into<Constant>) -> Node {
    Node::value(value)
}

/// The type `X` with the nullability of `T`.
type Like<T, X> = <<T as ColumnType>::Null as Nullness>::Of<X>;

methods_of_terms! {
    /// `lower`: ASCII letters only, as SQLite does.
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
    /// assert_eq!(User::count(User::name.lower().eq("ada"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn lower(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "lower", Vec::new())
    }

    /// `upper`: ASCII letters only, as SQLite does.
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
    /// let rows = User::select().columns(User::name.upper()).all(&mut s)?;
    /// assert_eq!(rows, ["ADA", "BOB"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn upper(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "upper", Vec::new())
    }

    /// `trim`: without the spaces around it.
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
    /// assert_eq!(User::count(User::name.trim().eq("Ada"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn trim(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "trim", Vec::new())
    }

    /// `ltrim`: without the spaces before it.
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
    /// assert_eq!(User::count(User::name.trim_start().eq("Ada"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn trim_start(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "ltrim", Vec::new())
    }

    /// `rtrim`: without the spaces behind it.
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
    /// assert_eq!(User::count(User::name.trim_end().eq("Ada"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn trim_end(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "rtrim", Vec::new())
    }

    /// `replace`: every `from` in the text becomes `to`.
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
    /// let rows = User::select().columns(User::name.replace("b", "d")).all(&mut s)?;
    /// assert_eq!(rows, ["Ada", "dod"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn replace(self, from: &str, to: &str) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "replace", vec![value(from), value(to)])
    }

    /// `substr`: `length` characters from the `start`-th on, counted from 1; from the end if negative.
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
    /// let rows = User::select().columns(User::name.substr(1, 2)).all(&mut s)?;
    /// assert_eq!(rows, ["Ad", "bo"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn substr(self, start: i64, length: i64) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "substr", vec![value(start), value(length)])
    }

    /// `instr`: where the text stands in it, counted from 1; 0 if it does not.
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
    /// let rows = User::select().columns(User::name.instr("b")).all(&mut s)?;
    /// assert_eq!(rows, [0, 1]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn instr(self, text: &str) -> Expr<Uses<Self>, Like<T, i64>> where T::Base: IsText {
        call(self, "instr", vec![value(text)])
    }

    /// `length`: in characters; in bytes of a blob.
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
    /// let rows = User::select().columns(User::name.length()).all(&mut s)?;
    /// assert_eq!(rows, [3, 3]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn length(self) -> Expr<Uses<Self>, Like<T, i64>> {
        call(self, "length", Vec::new())
    }

    /// `abs`: without its sign.
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
    /// let rows = User::select().columns((User::age - 20).abs()).all(&mut s)?;
    /// assert_eq!(rows, [16, 3]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn abs(self) -> Expr<Uses<Self>, T> where T::Base: IsNumber {
        let format = self.format();
        let args = vec![self.into_node()];
        Expr::with_format(Node::Call { name: "abs".into(), distinct: false, args }, format)
    }

    /// `round`: to so many digits behind the point.
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
    /// let rows = User::select().columns(User::age.avg().round(0)).all(&mut s)?;
    /// assert_eq!(rows, [Some(27.0)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn round(self, digits: i64) -> Expr<Uses<Self>, T> where T::Base: IsNumber {
        call(self, "round", vec![value(digits)])
    }

    /// `hex`: its bytes in hexadecimal.
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
    /// let rows = User::select().columns(User::name.hex()).all(&mut s)?;
    /// assert_eq!(rows, ["416461", "626F62"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn hex(self) -> Expr<Uses<Self>, Like<T, String>> {
        call(self, "hex", Vec::new())
    }

    /// `coalesce`: another value where it is NULL; then it is never NULL, unless the other may be, as a
    /// column of a left-joined table.
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
    /// let rows = User::select().columns(User::email.coalesce("none")).all(&mut s)?;
    /// assert_eq!(rows, ["none", "bob@example.com"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn coalesce<R>(self, other: R) -> Expr<R::With<Total<Uses<Self>>>, R::Reads<T::Base>>
    where
        R: Operand<T::Base, NotNull>,
    {
        let format = for_comparison(self.format());
        let args = vec![self.into_node(), other.node(format)];
        Expr::with_format(Node::Call { name: "coalesce".into(), distinct: false, args }, format)
    }

    /// `nullif`: NULL where it equals the value.
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
    /// let rows = User::select().columns(User::name.nullif("bob")).all(&mut s)?;
    /// assert_eq!(rows, [Some("Ada".to_owned()), None]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn nullif<R>(self, other: R) -> Expr<R::With<Uses<Self>>, T::Nullable>
    where
        R: Operand<T::Base, NotNull>,
    {
        let format = for_comparison(self.format());
        let args = vec![self.into_node(), other.node(format)];
        Expr::with_format(Node::Call { name: "nullif".into(), distinct: false, args }, format)
    }

    /// `CAST(.. AS ..)` to the type that a column of `X` declares.
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
    /// let rows = User::select().columns(User::age.cast::<String>()).all(&mut s)?;
    /// assert_eq!(rows, ["36", "17"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cast<X: Scalar>(self) -> Expr<Uses<Self>, Like<T, X>> {
        let format = self.format();
        let node = descale(self.into_node(), format);
        Expr::new(Node::Cast(Box::new(node), X::DECLARED.strict))
    }

    /// `COLLATE`: compared and ordered by a collation: `BINARY`, `NOCASE` or `RTRIM`.
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
    /// assert_eq!(User::count(User::name.collate("NOCASE").eq("ADA"), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn collate(self, collation: &'static str) -> Expr<Uses<Self>, T> where T::Base: IsText {
        Expr::new(Node::Collate(Box::new(self.into_node()), collation.into()))
    }

    /// `date`: its day, as text `YYYY-MM-DD`.
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
    /// let rows = User::select().columns(crocus::lit("2024-02-29 12:30:00".to_owned()).date()).all(&mut s)?;
    /// assert_eq!(rows, [Some("2024-02-29".to_owned()), Some("2024-02-29".to_owned())]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn date(self) -> Expr<Uses<Self>, Option<String>> {
        call(self, "date", Vec::new())
    }

    /// `time`: its time of the day, as text `HH:MM:SS`.
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
    /// let rows = User::select().columns(crocus::lit("2024-02-29 12:30:00".to_owned()).time().coalesce("")).all(&mut s)?;
    /// assert_eq!(rows, ["12:30:00", "12:30:00"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn time(self) -> Expr<Uses<Self>, Option<String>> {
        call(self, "time", Vec::new())
    }

    /// `strftime`: a date or time as text in a format such as `%Y-%m`.
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
    /// let rows = User::select().columns(crocus::lit("2024-02-29".to_owned()).strftime("%Y-%m").coalesce("")).all(&mut s)?;
    /// assert_eq!(rows, ["2024-02", "2024-02"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn strftime(self, pattern: &str) -> Expr<Uses<Self>, Option<String>> {
        let args = vec![value(pattern), self.into_node()];
        Expr::new(Node::Call { name: "strftime".into(), distinct: false, args })
    }

    /// `json_extract`: what stands at a path such as `$.name`.
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
    /// let rows = User::select().columns(crocus::lit("{\"city\": \"Rome\"}".to_owned()).json_extract::<String>("$.city").coalesce("")).all(&mut s)?;
    /// assert_eq!(rows, ["Rome", "Rome"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn json_extract<X: Scalar>(self, path: &str) -> Expr<Uses<Self>, Option<X>> {
        call(self, "json_extract", vec![value(path)])
    }
}
