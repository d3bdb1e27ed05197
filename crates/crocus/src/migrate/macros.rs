//! `schema![User, Post]`

/// The tables of these models, as [`Engine::create_all`](crate::Engine::create_all) takes them.
#[macro_export]
macro_rules! schema {
    ($($model:ty),* $(,)?) => {
        $crate::Schema::new([$(<$model as $crate::Model>::table()),*])
    };
}
