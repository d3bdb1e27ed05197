//! Foreign keys in structs that serde reads and writes: as the keys they hold.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, Serializer};

use super::foreign_key::ForeignKey;
use super::model::Model;

impl<M: Model> Serialize for ForeignKey<M>
where
    M::Key: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.key() {
            Some(key) => key.serialize(serializer),
            None => Err(S::Error::custom("the entity has no key yet: flush first")),
        }
    }
}

impl<'de, M: Model> Deserialize<'de> for ForeignKey<M>
where
    M::Key: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        M::Key::deserialize(deserializer).map(ForeignKey::new)
    }
}
