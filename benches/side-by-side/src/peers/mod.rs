//! The workloads as one writes them with each of the peers.

pub mod by_hand;
pub mod orm;
#[cfg(feature = "peers")]
pub mod with_diesel;
#[cfg(feature = "peers")]
pub mod with_sea_orm;
#[cfg(feature = "peers")]
pub mod with_sqlx;

use std::fmt::Write;

use crate::workload::Peer;

/// Everybody, the measure of all first.
pub fn all() -> Vec<Peer> {
    vec![
        Peer {
            name: "rusqlite",
            body: by_hand::body,
        },
        Peer {
            name: "Crocus",
            body: orm::body,
        },
        #[cfg(feature = "peers")]
        Peer {
            name: "Diesel",
            body: with_diesel::body,
        },
        #[cfg(feature = "peers")]
        Peer {
            name: "sqlx",
            body: with_sqlx::body,
        },
        #[cfg(feature = "peers")]
        Peer {
            name: "SeaORM",
            body: with_sea_orm::body,
        },
    ]
}

/// The versions of everybody, and of the one SQLite.
pub fn versions() -> String {
    let lock = include_str!("../../../Cargo.lock");
    let version = |package: &str| {
        let entry = lock
            .split("[[package]]")
            .find(|it| it.contains(&format!("name = \"{package}\"")));
        let entry = entry.expect("a package of the lock file");
        entry
            .split("version = \"")
            .nth(1)
            .and_then(|it| it.split('"').next())
            .unwrap_or("?")
            .to_owned()
    };
    let mut text = format!("SQLite {}", rusqlite::version());
    for package in ["rusqlite", "crocus", "diesel", "sqlx", "sea-orm"] {
        if cfg!(feature = "peers") || matches!(package, "rusqlite" | "crocus") {
            write!(text, ", {package} {}", version(package)).unwrap();
        }
    }
    text + ". In memory, `foreign_keys=ON`, `synchronous=NORMAL`."
}
