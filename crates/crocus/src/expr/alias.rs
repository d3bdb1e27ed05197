//! A second name for a table.

/// A second name for a model's table, so that it can stand in one query twice.
///
/// `alias!(Manager = User)` makes a unit struct; `User::name.at(Manager)` is its column,
/// `.join(User::boss.to(Manager))` joins it. A visibility may stand before it.
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
/// alias!(Older = User);
///
/// let pairs = User::select().join_on(Older, User::age.lt(User::age.at(Older)));
/// assert_eq!(pairs.columns((User::name, User::name.at(Older))).all(&mut s)?, []); // Ada is alone
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! alias {
    ($(#[$meta:meta])* $visibility:vis $alias:ident = $model:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        $visibility struct $alias;

        impl $crate::__private::Source for $alias {
            type Row = $model;
            const REF: &'static $crate::__private::TableRef = &$crate::__private::TableRef {
                id: concat!(module_path!(), "::", stringify!($alias), ":", line!(), ":", column!()),
                table: <$model as $crate::__private::Source>::REF.table,
                alias: stringify!($alias),
            };
        }
    };
}
