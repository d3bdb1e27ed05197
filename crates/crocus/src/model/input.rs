//! What setters, keys and `set` take.

use super::entity::Entity;
use super::foreign_key::ForeignKey;
use super::model::Model;
use super::record::key_of;
use crate::error;
use crate::value::{ColumnType, Constant, Fault, Format, Scalar, check_length};

/// A value for a column of type `T`: exact types, so that literals infer; `&str` for text; a value
/// or `None` for a nullable column; an entity, model or key for a foreign key.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// // `&str` for a `String`, a value for an `Option`
/// let user = User::builder().name("bob").email("bob@example.com").build();
/// assert_eq!(user.email.as_deref(), Some("bob@example.com"));
/// # Ok(())
/// # }
/// ```
///
/// An entity that may not be there is converted first, so that `None` alone keeps its type:
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Folder { #[column(primary_key)] id: i64, name: String, parent: Option<ForeignKey<Folder>> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Folder])?;
/// # let mut s = engine.session();
/// let parent: Option<Entity<Folder>> = s.get(7)?;
/// let folder = Folder::builder().name("letters").parent(parent.map(ForeignKey::from)).build();
/// assert!(folder.parent.is_none());
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a column of type `{T}`",
    label = "expected a `{T}`"
)]
pub trait Input<T> {
    /// The column's value.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// use crocus::Input;
    ///
    /// impl User {
    ///     fn rename(&mut self, name: impl Input<String>) {
    ///         self.name = name.input();
    ///     }
    /// }
    ///
    /// let mut ada = User::builder().name("ada").build();
    /// ada.rename("Ada"); // or a `String`
    /// assert_eq!(ada.name, "Ada");
    /// ```
    fn input(self) -> T;

    /// The same as a statement binds it.
    #[doc(hidden)]
    #[inline]
    fn constant(self, format: Format) -> Result<Constant, Fault>
    where
        Self: Sized,
        T: ColumnType,
    {
        self.input().into_value(format).map(Constant::from)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Input<T> for T {
    fn input(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Input<Option<T>> for T {
    fn input(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Input<Option<T>> for Option<T> {
    fn input(self) -> Option<T> {
        self
    }
}

/// A key to look a row up by: what [`Input`] takes, or a reference to the row.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let ada = User::get(1, &mut s)?; // a key
/// assert!(ada.is_some());
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of type `{K}`",
    label = "expected a `{K}`"
)]
pub trait KeyInput<K> {
    /// The key.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// use crocus::{Fault, KeyInput};
    ///
    /// fn path(user: impl KeyInput<i64>) -> Result<String, Fault> {
    ///     Ok(format!("/users/{}", user.key_input()?))
    /// }
    ///
    /// let post = Post::builder().title("Notes").author(7).build();
    /// assert_eq!(path(7).unwrap(), "/users/7");
    /// assert_eq!(path(&post.author).unwrap(), "/users/7");
    /// ```
    ///
    /// # Errors
    ///
    /// When it is the key of a pending entity, which has none yet.
    fn key_input(self) -> Result<K, Fault>;
}

#[diagnostic::do_not_recommend]
impl<T: Input<K>, K> KeyInput<K> for T {
    fn key_input(self) -> Result<K, Fault> {
        Ok(self.input())
    }
}

#[diagnostic::do_not_recommend]
impl Input<Vec<u8>> for &[u8] {
    fn input(self) -> Vec<u8> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl Input<Option<Vec<u8>>> for &[u8] {
    fn input(self) -> Option<Vec<u8>> {
        Some(self.to_vec())
    }
}

/// Text that is not needed as a String: a short one needs no allocation then.
macro_rules! text {
    ($($borrowed:ty => $owned:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Input<$owned> for $borrowed {
            #[inline]
            fn input(self) -> $owned {
                self.to_owned().into()
            }

            #[inline(always)]
            fn constant(self, format: Format) -> Result<Constant, Fault> {
                let text: &str = self;
                check_length(text, format)?;
                Ok(text.into())
            }
        }
    )*};
}

text!(&str => String, &String => String, &str => Option<String>, &String => Option<String>);

#[diagnostic::do_not_recommend]
impl<const N: usize> Input<Vec<u8>> for &[u8; N] {
    fn input(self) -> Vec<u8> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Input<Option<Vec<u8>>> for &[u8; N] {
    fn input(self) -> Option<Vec<u8>> {
        Some(self.to_vec())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> Input<ForeignKey<M>> for Entity<M> {
    fn input(self) -> ForeignKey<M> {
        ForeignKey::pending(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> Input<Option<ForeignKey<M>>> for Entity<M> {
    fn input(self) -> Option<ForeignKey<M>> {
        Some(ForeignKey::pending(self))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> Input<ForeignKey<M>> for &M {
    fn input(self) -> ForeignKey<M> {
        ForeignKey::new(self.key())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> Input<Option<ForeignKey<M>>> for &M {
    fn input(self) -> Option<ForeignKey<M>> {
        Some(ForeignKey::new(self.key()))
    }
}

impl<M: Model> From<Entity<M>> for ForeignKey<M> {
    fn from(entity: Entity<M>) -> Self {
        ForeignKey::pending(entity)
    }
}

impl<M: Model> From<&M> for ForeignKey<M> {
    fn from(model: &M) -> Self {
        ForeignKey::new(model.key())
    }
}

impl<M: Model> From<Entity<M>> for Option<ForeignKey<M>> {
    fn from(entity: Entity<M>) -> Self {
        Some(ForeignKey::pending(entity))
    }
}

/// Keys of the builtin types: as values for a foreign key, and references as keys to look up by.
macro_rules! keys {
    ($($input:ty => $key:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>> Input<ForeignKey<M>> for $input {
            fn input(self) -> ForeignKey<M> {
                ForeignKey::new(self.into())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>> Input<Option<ForeignKey<M>>> for $input {
            fn input(self) -> Option<ForeignKey<M>> {
                Some(ForeignKey::new(self.into()))
            }
        }
    )*};
}

keys!(
    i8 => i8, i16 => i16, i32 => i32, i64 => i64, u8 => u8, u16 => u16, u32 => u32, u64 => u64,
    String => String, &str => String,
);
#[cfg(feature = "uuid")]
keys!(uuid::Uuid => uuid::Uuid);

macro_rules! looked_up {
    ($($key:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>> KeyInput<$key> for ForeignKey<M> {
            fn key_input(self) -> Result<$key, Fault> {
                key_of(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model<Key = $key>> KeyInput<$key> for &ForeignKey<M> {
            fn key_input(self) -> Result<$key, Fault> {
                key_of(self.clone())
            }
        }
    )*};
}

looked_up!(i8, i16, i32, i64, u8, u16, u32, u64, String);
#[cfg(feature = "uuid")]
looked_up!(uuid::Uuid);

impl<M: Model> ForeignKey<M> {
    /// The key that it refers to.
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
    /// let ada = s.add(User::builder().name("ada").build());
    /// let post = s.add(Post::builder().title("Notes").author(ada).build());
    /// assert!(s[post].author.into_key().is_err()); // neither has a key yet
    /// s.flush()?;
    /// let author: i64 = s[post].author.into_key()?;
    /// assert_eq!(author, s[ada].id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` while the entity has none.
    pub fn into_key(self) -> error::Result<M::Key> {
        key_of(self).map_err(Fault::nowhere)
    }
}

macro_rules! composite {
    ($($($key:ident $input:ident $part:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($key,)* $($input: KeyInput<$key>),*> KeyInput<($($key,)*)> for ($($input,)*) {
            fn key_input(self) -> Result<($($key,)*), Fault> {
                Ok(($(self.$part.key_input()?,)*))
            }
        }
    )*};
}

composite! {
    A X 0, B Y 1;
    A X 0, B Y 1, C Z 2;
    A X 0, B Y 1, C Z 2, D W 3;
}
