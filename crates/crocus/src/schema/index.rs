//! Indexes, unique constraints and checks.

/// An index or a unique constraint, of one column or several.
///
/// ```
/// # use crocus::prelude::*;
/// #[derive(Debug, Clone, Model)]
/// #[model(index(email, active), unique(name = "one_name_per_tenant", tenant, name))]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     tenant: i64,
///     name: String,
///     email: String,
///     active: bool,
/// }
///
/// let [by_email, one_name] = User::table().indexes else { panic!("two indexes") };
/// assert_eq!((by_email.name, by_email.columns, by_email.unique), (None, &[3, 4][..], false));
/// assert_eq!((one_name.name, one_name.unique), (Some("one_name_per_tenant"), true));
/// ```
#[derive(Debug)]
pub struct IndexDef {
    /// Its name, or `None` for `ix_table_columns` or `uq_table_columns`.
    pub name: Option<&'static str>,
    /// The positions of its columns.
    pub columns: &'static [usize],
    /// No two rows may agree in all of them.
    pub unique: bool,
}

/// A check constraint of a table.
///
/// ```
/// # use crocus::prelude::*;
/// #[derive(Debug, Clone, Model)]
/// #[model(check(name = "order_of_days", expr = "start <= stop"))]
/// struct Stay {
///     #[column(primary_key)]
///     id: i64,
///     start: i64,
///     stop: i64,
/// }
///
/// let [check] = Stay::table().checks else { panic!("one check") };
/// assert_eq!((check.name, check.expression), (Some("order_of_days"), "start <= stop"));
/// ```
#[derive(Debug)]
pub struct CheckDef {
    /// Its name, where it has one.
    pub name: Option<&'static str>,
    /// An SQL expression that must not be false.
    pub expression: &'static str,
}
