//! Types that are only equal or not.

use crocus::Json;
use crocus::prelude::*;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use uuid::Uuid;

use crate::promises;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
enum Role {
    Admin,
    PlainUser,
    #[column_enum(rename = "äußerst")]
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
struct Email(String);

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Settings {
    name: String,
    sizes: Vec<i64>,
    ratio: Option<f64>,
}

fn settings() -> impl Strategy<Value = Json<Settings>> {
    let sizes = proptest::collection::vec(any::<i64>(), 0..4);
    let ratio = proptest::option::of(-1e6..1e6);
    ("[^\\x00]{0,12}", sizes, ratio)
        .prop_map(|(name, sizes, ratio)| Json(Settings { name, sizes, ratio }))
}

fn nothing() -> Json<Settings> {
    Json(Settings {
        name: String::new(),
        sizes: Vec::new(),
        ratio: None,
    })
}

promises!(identifier: Uuid, any::<u128>().prop_map(Uuid::from_u128), [Uuid::nil(), Uuid::max()];);
promises!(role: Role, prop_oneof![Just(Role::Admin), Just(Role::PlainUser), Just(Role::Other)], [Role::Admin, Role::PlainUser, Role::Other];);
promises!(email: Email, "[^\\x00]{0,24}".prop_map(Email), [Email(String::new()), Email("a@x".to_owned())];);
promises!(json: Json<Settings>, settings(), [nothing()];);
