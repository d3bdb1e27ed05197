//! How a field of any type becomes a column: `#[column(with = path)]`.

use super::column_type::ColumnType;
use super::fault::Fault;

/// Stores a field of type `T` as a column type of its own: `#[column(with = path)]`.
///
/// In queries the column is compared in its stored form.
///
/// ```
/// use crocus::{Codec, Fault};
///
/// struct Colour(u8, u8, u8);
/// struct Hex;
///
/// impl Codec<Colour> for Hex {
///     type Stored = String;
///
///     fn encode(colour: &Colour) -> Result<String, Fault> {
///         Ok(format!("{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2))
///     }
///
///     fn decode(stored: String) -> Result<Colour, Fault> {
///         let number = u32::from_str_radix(&stored, 16).map_err(Fault::decode)?;
///         let [_, red, green, blue] = number.to_be_bytes();
///         Ok(Colour(red, green, blue))
///     }
/// }
/// ```
pub trait Codec<T> {
    /// What the column holds.
    type Stored: ColumnType;

    /// The stored form of a field.
    ///
    /// # Errors
    ///
    /// When the value cannot be stored.
    fn encode(value: &T) -> Result<Self::Stored, Fault>;

    /// The field of a stored form.
    ///
    /// # Errors
    ///
    /// When the stored form means nothing.
    fn decode(stored: Self::Stored) -> Result<T, Fault>;
}
