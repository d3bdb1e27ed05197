//! What a column demands of its values beyond their type.

/// How a decimal is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalStorage {
    /// `NUMERIC(p, s)`, read and written by every other tool; up to 15 digits.
    Numeric,
    /// An integer, scaled by ten to the scale; up to 18 digits.
    Integer,
}

/// What a column demands of its values beyond their Rust type.
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
