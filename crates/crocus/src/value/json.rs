//! Any serde type as JSON text.

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::class::Other;
use super::column_type::{ColumnType, Declared, NotNull, Scalar};
use super::fault::Fault;
use super::format::Format;
use super::sink::Sink;
use super::text::text_of;
use super::value::ValueRef;

/// A value of any serde type, stored as JSON text.
///
/// ```
/// use crocus::Json;
///
/// let tags = Json(vec!["a", "b"]);
/// assert_eq!(tags.len(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize + DeserializeOwned + Clone + 'static> ColumnType for Json<T> {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        let parsed = match value {
            // A column declared JSON makes numbers of texts that look like ones:
            // https://www.sqlite.org/datatype3.html#determination_of_column_affinity
            ValueRef::Integer(integer) => serde_json::from_str(&integer.to_string()),
            ValueRef::Real(real) => serde_json::from_str(&format!("{real:?}")),
            value => serde_json::from_str(text_of(value)?),
        };
        parsed
            .map(Json)
            .map_err(|error| Fault::decode(format!("the JSON does not fit: {error}")))
    }

    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        let text = serde_json::to_string(&self.0)
            .map_err(|error| Fault::value(format!("not to be written as JSON: {error}")))?;
        check_kept::<T>(&text)?;
        sink.text(&text)
    }
}

/// Refuses what would not be read again as what it is.
fn check_kept<T: DeserializeOwned>(text: &str) -> Result<(), Fault> {
    // A number that stands alone becomes a number of SQLite's: https://www.sqlite.org/datatype3.html
    let whole = text.strip_prefix('-').unwrap_or(text);
    if whole.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<i64>().is_err() {
        let most = i64::MAX;
        return Err(Fault::value(format!(
            "{text} is an integer that SQLite would round: alone in its JSON, at most {most} is kept"
        )));
    }
    // JSON has no NaN and no infinity; serde_json writes null in their place.
    if text.contains("null")
        && let Err(error) = serde_json::from_str::<T>(text)
    {
        return Err(Fault::value(format!(
            "written as JSON it could not be read again (NaN and infinity become null): {error}"
        )));
    }
    Ok(())
}

impl<T: Serialize + DeserializeOwned + Clone + 'static> Scalar for Json<T> {
    type Class = Other<Self>;
    const DECLARED: Declared = Declared {
        name: "JSON",
        strict: "TEXT",
    };
}
