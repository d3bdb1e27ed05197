//! Aggregates: they may stand in the select list, HAVING and ORDER BY, not in WHERE.

use super::decimal::{descale, exact_sum};
use super::term::{Expr, Term, Uses, methods_of_terms};
use super::uses::Aggregate;
use crate::sql::Node;
use crate::value::{ColumnType, Format, IsNumber, Scalar};

/// What a sum of a number reads as: `i64` for whole numbers, so that it does not overflow sooner.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
///
/// use crocus::{Column, expr::Summed};
///
/// fn total<T: Summed>(column: Column<Book, T>, s: &mut Session) -> crocus::Result<Option<T::Sum>> {
///     Book::select().columns(column.sum()).one(s)
/// }
/// assert_eq!(total(Book::price, &mut s)?, Some(32));
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be summed",
    label = "not a number with a sum"
)]
pub trait Summed: IsNumber {
    /// The type of the sum.
    type Sum: Scalar;
}

macro_rules! sums {
    ($($sum:ty: $($type:ty),*;)*) => {$($(
        impl Summed for $type {
            type Sum = $sum;
        }
    )*)*};
}

sums! {
    i64: i8, i16, i32, i64, u8, u16, u32, u64;
    f64: f32, f64;
}

#[cfg(feature = "decimal")]
sums! { rust_decimal::Decimal: rust_decimal::Decimal; }

fn aggregate<U, T>(name: &'static str, distinct: bool, arg: Node, format: Format) -> Expr<U, T> {
    Expr::with_format(
        Node::Call {
            name: name.into(),
            distinct,
            args: vec![arg],
        },
        format,
    )
}

methods_of_terms! {
    /// `count(..)`: how many are not NULL.
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
    /// let rows = User::select().columns(User::email.count()).all(&mut s)?;
    /// assert_eq!(rows, [1]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn count(self) -> Expr<Aggregate<Uses<Self>>, i64> {
        aggregate("count", false, self.into_node(), Format::Plain)
    }

    /// `count(DISTINCT ..)`: how many different ones are not NULL.
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
    /// let rows = User::select().columns(User::age.count_distinct()).all(&mut s)?;
    /// assert_eq!(rows, [2]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn count_distinct(self) -> Expr<Aggregate<Uses<Self>>, i64> {
        aggregate("count", true, self.into_node(), Format::Plain)
    }

    /// `sum(..)`; NULL without a value. The sum of decimals is exact.
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
    /// let rows = User::select().columns(User::age.sum()).all(&mut s)?;
    /// assert_eq!(rows, [Some(53)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn sum<B: Summed>(self) -> Expr<Aggregate<Uses<Self>>, Option<B::Sum>>
    where
        T: ColumnType<Base = B>,
    {
        let format = self.format();
        let (units, format) = exact_sum(self.into_node(), format);
        aggregate("sum", false, units, format)
    }

    /// `avg(..)`, as a floating point number; NULL without a value.
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
    /// let rows = User::select().columns(User::age.avg()).all(&mut s)?;
    /// assert_eq!(rows, [Some(26.5)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn avg<B: IsNumber>(self) -> Expr<Aggregate<Uses<Self>>, Option<f64>>
    where
        T: ColumnType<Base = B>,
    {
        let format = self.format();
        aggregate("avg", false, descale(self.into_node(), format), Format::Plain)
    }

    /// `min(..)`; NULL without a value.
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
    /// let rows = User::select().columns((User::age.min(), User::name.min())).all(&mut s)?;
    /// assert_eq!(rows, [(Some(17), Some("Ada".to_owned()))]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn min(self) -> Expr<Aggregate<Uses<Self>>, T::Nullable> {
        let format = self.format();
        aggregate("min", false, self.into_node(), format)
    }

    /// `max(..)`; NULL without a value.
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
    /// let rows = User::select().columns(User::age.max()).all(&mut s)?;
    /// assert_eq!(rows, [Some(36)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn max(self) -> Expr<Aggregate<Uses<Self>>, T::Nullable> {
        let format = self.format();
        aggregate("max", false, self.into_node(), format)
    }

    /// `group_concat(.., separator)`: all values as one text; NULL without a value.
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
    /// let rows = User::select().columns(User::name.group_concat(", ")).all(&mut s)?;
    /// assert_eq!(rows, [Some("Ada, bob".to_owned())]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn group_concat(self, separator: &str) -> Expr<Aggregate<Uses<Self>>, Option<String>> {
        let args = vec![self.into_node(), Node::value(separator)];
        Expr::new(Node::Call { name: "group_concat".into(), distinct: false, args })
    }
}

/// `count(*)`: how many rows.
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
/// let rows = User::select().columns(crocus::count_all()).all(&mut s)?;
/// assert_eq!(rows, [2]);
/// # Ok(())
/// # }
/// ```
pub fn count_all() -> Expr<Aggregate<()>, i64> {
    Expr::new(Node::CountAll)
}
