//! What a column demands of its values beyond their type.

/// How a decimal is stored.
///
/// ```
/// # use crocus::prelude::*;
/// use crocus::{DecimalStorage, Format};
///
/// #[derive(Debug, Clone, Model)]
/// struct Account {
///     #[column(primary_key)]
///     id: i64,
///     #[column(precision = 18, scale = 4, storage = "integer")]
///     balance: Decimal,
/// }
///
/// let balance = &Account::table().columns[1];
/// let storage = DecimalStorage::Integer;
/// assert_eq!(balance.format, Format::Decimal { precision: 18, scale: 4, storage });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalStorage {
    /// `NUMERIC(p, s)`, read and written by every other tool; up to 15 digits.
    Numeric,
    /// An integer, scaled by ten to the scale; up to 18 digits.
    Integer,
}

/// What a column demands of its values beyond their Rust type.
///
/// ```
/// # use crocus::prelude::*;
/// use crocus::Format;
///
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     #[column(length = 50)]
///     name: String,
/// }
///
/// assert_eq!(User::table().columns[0].format, Format::Plain);
/// assert_eq!(User::table().columns[1].format, Format::Text { length: 50 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Nothing.
    Plain,
    /// Text of at most `length` characters (Unicode scalar values).
    Text {
        /// The greatest number of characters.
        length: u32,
    },
    /// A decimal of at most `precision` digits, `scale` of them behind the point.
    Decimal {
        /// All digits, before and behind the point.
        precision: u8,
        /// Digits behind the point.
        scale: u8,
        /// How the number is stored.
        storage: DecimalStorage,
    },
}
