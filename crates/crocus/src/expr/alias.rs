//! A second name for a table.

/// A second name for a model's table, so that it can stand in one query twice.
///
/// `alias!(Manager = User)` makes a unit struct; `User::name.at(Manager)` is its column,
/// `.join(User::boss.to(Manager))` joins it. A visibility may stand before it.
///
/// ```
/// # use crocus::prelude::*;
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     name: String,
///     boss: Option<ForeignKey<User>>,
/// }
/// alias!(Manager = User);
///
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// let ada = s.add(User::builder().name("Ada").build());
/// s.add(User::builder().name("Bob").boss(ada).build());
/// let pairs = User::select()
///     .join(User::boss.to(Manager))
///     .columns((User::name, User::name.at(Manager)));
/// assert_eq!(pairs.all(&mut s)?, [("Bob".to_owned(), "Ada".to_owned())]);
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
            const REF: &'static $crate::__private::TableRef =
                &$crate::__private::TableRef::alias::<$alias>(
                    stringify!($alias),
                    <$model as $crate::__private::Source>::REF.table,
                );
        }
    };
}
