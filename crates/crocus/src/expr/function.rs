//! Functions of one value, and any other function by its name.

use super::decimal::{bound, convert, descale, for_comparison};
use super::operand::Operand;
use super::scope::Total;
use super::term::{Expr, Term, Uses, methods_of_terms};
use crate::sql::Node;
use crate::value::{ColumnType, Format, IsNumber, IsText, NotNull, Nullness, Scalar, Value};

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

fn value(value: impl Into<Value>) -> Node {
    Node::Value(value.into())
}

/// The type `X` with the nullability of `T`.
type Like<T, X> = <<T as ColumnType>::Null as Nullness>::Of<X>;

methods_of_terms! {
    /// `lower`: ASCII letters only, as SQLite does.
    pub fn lower(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "lower", Vec::new())
    }

    /// `upper`: ASCII letters only, as SQLite does.
    pub fn upper(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "upper", Vec::new())
    }

    /// `trim`: without the spaces around it.
    pub fn trim(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "trim", Vec::new())
    }

    /// `ltrim`: without the spaces before it.
    pub fn trim_start(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "ltrim", Vec::new())
    }

    /// `rtrim`: without the spaces behind it.
    pub fn trim_end(self) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "rtrim", Vec::new())
    }

    /// `replace`: every `from` in the text becomes `to`.
    pub fn replace(self, from: &str, to: &str) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "replace", vec![value(from), value(to)])
    }

    /// `substr`: `length` characters from the `start`-th on, counted from 1; from the end if negative.
    pub fn substr(self, start: i64, length: i64) -> Expr<Uses<Self>, T> where T::Base: IsText {
        call(self, "substr", vec![value(start), value(length)])
    }

    /// `instr`: where the text stands in it, counted from 1; 0 if it does not.
    pub fn instr(self, text: &str) -> Expr<Uses<Self>, Like<T, i64>> where T::Base: IsText {
        call(self, "instr", vec![value(text)])
    }

    /// `length`: in characters; in bytes of a blob.
    pub fn length(self) -> Expr<Uses<Self>, Like<T, i64>> {
        call(self, "length", Vec::new())
    }

    /// `abs`: without its sign.
    pub fn abs(self) -> Expr<Uses<Self>, T> where T::Base: IsNumber {
        let format = self.format();
        let args = vec![self.into_node()];
        Expr::with_format(Node::Call { name: "abs".into(), distinct: false, args }, format)
    }

    /// `round`: to so many digits behind the point.
    pub fn round(self, digits: i64) -> Expr<Uses<Self>, T> where T::Base: IsNumber {
        call(self, "round", vec![value(digits)])
    }

    /// `hex`: its bytes in hexadecimal.
    pub fn hex(self) -> Expr<Uses<Self>, Like<T, String>> {
        call(self, "hex", Vec::new())
    }

    /// `coalesce`: another value where it is NULL; then it is never NULL, unless
    /// the other may be.
    pub fn coalesce<R>(self, other: R) -> Expr<Total<R::With<Uses<Self>>>, R::Reads<T::Base>>
    where
        R: Operand<T::Base, NotNull>,
    {
        let format = for_comparison(self.format());
        let args = vec![self.into_node(), other.node(format)];
        Expr::with_format(Node::Call { name: "coalesce".into(), distinct: false, args }, format)
    }

    /// `nullif`: NULL where it equals the value.
    pub fn nullif<R>(self, other: R) -> Expr<R::With<Uses<Self>>, T::Nullable>
    where
        R: Operand<T::Base, NotNull>,
    {
        let format = for_comparison(self.format());
        let args = vec![self.into_node(), other.node(format)];
        Expr::with_format(Node::Call { name: "nullif".into(), distinct: false, args }, format)
    }

    /// `CAST(.. AS ..)` to the type that a column of `X` declares.
    pub fn cast<X: Scalar>(self) -> Expr<Uses<Self>, Like<T, X>> {
        let format = self.format();
        let node = descale(self.into_node(), format);
        Expr::new(Node::Cast(Box::new(node), X::DECLARED.strict))
    }

    /// `COLLATE`: compared and ordered by a collation: `BINARY`, `NOCASE` or `RTRIM`.
    pub fn collate(self, collation: &'static str) -> Expr<Uses<Self>, T> where T::Base: IsText {
        Expr::new(Node::Collate(Box::new(self.into_node()), collation.into()))
    }

    /// `date`: its day, as text `YYYY-MM-DD`.
    pub fn date(self) -> Expr<Uses<Self>, Option<String>> {
        call(self, "date", Vec::new())
    }

    /// `time`: its time of the day, as text `HH:MM:SS`.
    pub fn time(self) -> Expr<Uses<Self>, Option<String>> {
        call(self, "time", Vec::new())
    }

    /// `strftime`: a date or time as text in a format such as `%Y-%m`.
    pub fn strftime(self, pattern: &str) -> Expr<Uses<Self>, Option<String>> {
        let args = vec![value(pattern), self.into_node()];
        Expr::new(Node::Call { name: "strftime".into(), distinct: false, args })
    }

    /// `json_extract`: what stands at a path such as `$.name`.
    pub fn json_extract<X: Scalar>(self, path: &str) -> Expr<Uses<Self>, Option<X>> {
        call(self, "json_extract", vec![value(path)])
    }
}

/// Any function by its name: `func::<i64>("unicode").arg(User::name)`.
///
/// A function that can answer NULL is `func::<Option<T>>`.
pub fn func<T: ColumnType>(name: &'static str) -> Expr<(), T> {
    Expr::new(Node::Call {
        name: name.into(),
        distinct: false,
        args: Vec::new(),
    })
}

impl<U, T: ColumnType> Expr<U, T> {
    /// One more argument of a [`func`].
    pub fn arg<X: Argument>(self, argument: X) -> Expr<(U, X::Uses), T> {
        let argument = argument.into_argument();
        Expr::with_format(
            match self.node {
                Node::Call {
                    name,
                    distinct,
                    mut args,
                } => {
                    args.push(argument);
                    Node::Call {
                        name,
                        distinct,
                        args,
                    }
                }
                _ => super::decimal::invalid(&crate::value::Fault::misuse(
                    "`.arg(..)` belongs to `func(..)`",
                )),
            },
            self.format,
        )
    }
}

/// What a function of any name takes: a column, an expression, or a value.
pub trait Argument {
    /// The tables it uses.
    type Uses;

    /// The tree.
    fn into_argument(self) -> Node;
}

impl<X: Term> Argument for X {
    type Uses = X::Uses;

    fn into_argument(self) -> Node {
        let format = self.format();
        convert(self.into_node(), format, Format::Plain)
    }
}

macro_rules! arguments {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            type Uses = ();

            fn into_argument(self) -> Node {
                bound(&self, Format::Plain)
            }
        }
    )*};
}

arguments!(i32, i64, f64, bool, String, Vec<u8>);

impl Argument for &str {
    type Uses = ();

    fn into_argument(self) -> Node {
        value(self)
    }
}

/// A value as an expression: `lit(1)` in a select list.
pub fn lit<T: Scalar>(value: T) -> Expr<(), T> {
    Expr::new(bound(&value, Format::Plain))
}

/// NULL as an expression.
pub fn null<T: Scalar>() -> Expr<(), Option<T>> {
    Expr::new(Node::Value(Value::Null))
}
