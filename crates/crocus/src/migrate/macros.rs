//! `schema![User, Post]`

/// The tables of these models, as [`Engine::create_all`](crate::Engine::create_all) takes them.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # #[derive(Debug, Clone, Model)]
/// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
/// # fn main() -> crocus::Result<()> {
/// let engine = Engine::memory()?;
/// engine.create_all(&schema![Post, User])?; // in any order: `users` is created first
/// assert_eq!(Post::all(&mut engine.session())?.len(), 0);
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! schema {
    ($($model:ty),* $(,)?) => {
        $crate::Schema::new([$(<$model as $crate::Model>::table()),*])
    };
}
