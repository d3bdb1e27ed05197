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
/// assert_eq!(Hex::encode(&Colour(255, 128, 0)).unwrap(), "ff8000");
/// assert_eq!(Hex::decode("ff8000".into()).unwrap().1, 128);
/// ```
pub trait Codec<T> {
    /// What the column holds.
    type Stored: ColumnType;

    /// The stored form of a field.
    ///
    /// ```
    /// # use crocus::{Codec, Fault};
    /// struct Minutes;
    ///
    /// impl Codec<std::time::Duration> for Minutes {
    ///     type Stored = u32;
    ///
    ///     fn encode(duration: &std::time::Duration) -> Result<u32, Fault> {
    ///         u32::try_from(duration.as_secs() / 60).map_err(Fault::value)
    ///     }
    ///     # fn decode(stored: u32) -> Result<std::time::Duration, Fault> { Ok(std::time::Duration::from_secs(u64::from(stored) * 60)) }
    /// }
    /// assert_eq!(Minutes::encode(&std::time::Duration::from_secs(300)).unwrap(), 5);
    /// ```
    ///
    /// # Errors
    ///
    /// When the value cannot be stored.
    fn encode(value: &T) -> Result<Self::Stored, Fault>;

    /// The field of a stored form.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # use crocus::{Codec, Fault};
    /// # struct Words;
    /// impl Codec<Vec<String>> for Words {
    ///     # type Stored = String;
    ///     # fn encode(words: &Vec<String>) -> Result<String, Fault> { Ok(words.join(" ")) }
    ///     fn decode(stored: String) -> Result<Vec<String>, Fault> {
    ///         Ok(stored.split_whitespace().map(str::to_owned).collect())
    ///     }
    /// }
    ///
    /// #[derive(Debug, Clone, Model)]
    /// struct Photo {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(with = Words)]
    ///     tags: Vec<String>,
    /// }
    ///
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Photo])?;
    /// # let mut s = engine.session();
    /// Photo::create(Photo { id: 0, tags: vec!["sea".into(), "sun".into()] }, &mut s)?;
    /// assert_eq!(Photo::select().one(&mut s)?.tags, ["sea", "sun"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the stored form means nothing.
    fn decode(stored: Self::Stored) -> Result<T, Fault>;
}
