//! The untyped key of an entity in a session.

/// Names one entity of one session: model, slot, generation and session, without the Rust type.
///
/// It stands in a [`Value`](super::Value) for the key that the entity does not have yet.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User, Post])?;
/// # let mut s = engine.session();
/// use crocus::{Value, expr::Bind};
///
/// let ada = s.add(User::builder().name("ada").build());
/// let author = ForeignKey::from(ada);
/// let Value::Pending(ticket) = author.stored().unwrap() else { panic!("ada has no key yet") };
/// let same: crocus::Ticket = ticket; // Copy, and without a type
/// assert_eq!(ForeignKey::<User>::from(ada).stored().unwrap(), Value::Pending(same));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// So that all of a `Value`, its tag among it, is whole words; see `ShortText`.
#[repr(align(8))]
pub struct Ticket {
    pub(crate) session: u32,
    pub(crate) model: u32,
    pub(crate) index: u32,
    pub(crate) generation: u32,
}
