//! Any function by its name, and values as expressions.

use super::decimal::{bound, convert};
use super::term::{Expr, Term};
use crate::sql::Node;
use crate::value::{ColumnType, Constant, Format, Scalar};

/// Any function by its name: `func::<i64>("unicode").arg(User::name)`.
///
/// A function that can answer NULL is `func::<Option<T>>`.
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
/// let rows = User::select().columns(crocus::func::<i64>("unicode").arg(User::name)).all(&mut s)?;
/// assert_eq!(rows, [65, 98]);
/// # Ok(())
/// # }
/// ```
pub fn func<T: ColumnType>(name: &'static str) -> Expr<(), T> {
    Expr::new(Node::Call {
        name: name.into(),
        distinct: false,
        args: Vec::new(),
    })
}

impl<U, T: ColumnType> Expr<U, T> {
    /// One more argument of a [`func`].
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
    /// let rows = User::select().columns(crocus::func::<String>("printf").arg("%03d").arg(User::age)).all(&mut s)?;
    /// assert_eq!(rows, ["036", "017"]);
    /// # Ok(())
    /// # }
    /// ```
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
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// use crocus::expr::{Argument, Expr};
///
/// fn quoted<A: Argument>(value: A) -> Expr<((), A::Uses), String> {
///     crocus::func("quote").arg(value)
/// }
/// let rows = User::select().columns((quoted(User::name), quoted("it's"))).all(&mut s)?;
/// assert_eq!(rows, [("'Ada'".to_owned(), "'it''s'".to_owned())]);
/// # Ok(())
/// # }
/// ```
pub trait Argument {
    /// The tables it uses.
    type Uses;

    /// The tree.
    #[doc(hidden)]
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
        Node::value(self)
    }
}

/// A value as an expression: `lit(1)` in a select list.
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
/// let rows = User::select().columns((User::name, crocus::lit(1))).all(&mut s)?;
/// assert_eq!(rows, [("Ada".to_owned(), 1), ("bob".to_owned(), 1)]);
/// let greetings = User::select().columns(crocus::lit("Hi ").concat(User::name)).all(&mut s)?;
/// assert_eq!(greetings, ["Hi Ada", "Hi bob"]);
/// # Ok(())
/// # }
/// ```
pub fn lit<V: Literal>(value: V) -> Expr<(), V::Type> {
    Expr::new(value.bound())
}

/// What [`lit`] takes: a value of a column type, or a `&str`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// use crocus::{Expr, Literal, lit};
///
/// fn constant<L: Literal>(value: L) -> Expr<(), L::Type> {
///     lit(value)
/// }
/// let rows = User::select().columns((constant("user"), constant(true), User::id)).all(&mut s)?;
/// assert_eq!(rows, [("user".to_owned(), true, 1)]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of a column type",
    label = "a column cannot hold this"
)]
pub trait Literal {
    /// The type that the expression reads as.
    type Type: Scalar;

    /// The tree.
    #[doc(hidden)]
    fn bound(self) -> Node;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Literal for T {
    type Type = T;

    fn bound(self) -> Node {
        bound(&self, Format::Plain)
    }
}

#[diagnostic::do_not_recommend]
impl Literal for &str {
    type Type = String;

    fn bound(self) -> Node {
        Node::value(self)
    }
}

/// NULL as an expression.
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
/// let rows = User::select().columns(crocus::null::<i64>()).all(&mut s)?;
/// assert_eq!(rows, [None, None]);
/// # Ok(())
/// # }
/// ```
pub fn null<T: Scalar>() -> Expr<(), Option<T>> {
    Expr::new(Node::Value(Constant::NULL))
}
