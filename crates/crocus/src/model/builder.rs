//! What the generated builders are made of.

use std::marker::PhantomData;

/// A column that the builder has been given.
#[derive(Debug)]
pub struct Set<T>(pub T);

/// A required column that the builder has not been given yet.
#[derive(Debug)]
pub struct Missing<T>(pub PhantomData<fn() -> T>);
