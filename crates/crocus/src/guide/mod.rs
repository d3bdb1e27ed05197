//! The guide: how the parts work together, one page for each theme.
//!
//! ```
//! # use crocus::prelude::*;
//! # #[derive(Debug, Clone, Model)]
//! # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
//! # fn main() -> crocus::Result<()> {
//! # let engine = Engine::memory()?;
//! # engine.create_all(&schema![User])?;
//! # let mut s = engine.session();
//! let ada = s.add(User::builder().name("ada").build()); // the session: an entity that it watches
//! s[ada].age = 36;
//! s.commit()?; // what changed is written
//! let seen = User::find_one(User::name.eq("ada"), &mut s)?; // a value: a photograph of the row
//! assert_eq!(seen.age, 36);
//! # Ok(())
//! # }
//! ```

pub mod session;
