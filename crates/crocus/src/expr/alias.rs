//! A second name for a table.

/// A second name for a model's table, so that it can stand in one query twice.
///
/// `alias!(Manager = User)` makes a unit struct; `User::name.at(Manager)` is its column,
/// `.join(User::boss.to(Manager))` joins it. A visibility may stand before it.
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
