//! The text of a statement, and where texts are kept.

use std::cell::{Ref, RefCell};
use std::hash::Hash;
use std::ops::Deref;

use rustc_hash::FxHashMap;

/// SQL text of a statement, for as long as it runs.
#[derive(Debug)]
pub(crate) enum Text<'c> {
    /// That of the connection, neither copied nor counted.
    Kept(Ref<'c, str>),
    /// That of somebody else.
    Lent(&'c str),
    /// Made for this statement.
    Own(String),
}

impl Deref for Text<'_> {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        match self {
            Text::Kept(text) => text,
            Text::Lent(text) => text,
            Text::Own(text) => text,
        }
    }
}

/// Texts by what they were made from.
#[derive(Debug)]
pub(crate) struct Kept<K, V> {
    known: RefCell<FxHashMap<K, V>>,
    /// As many as are kept; then all are forgotten, and the memory is given back.
    most: usize,
}

impl<K: Eq + Hash, V> Kept<K, V> {
    pub(crate) fn at_most(most: usize) -> Self {
        Kept {
            known: RefCell::default(),
            most,
        }
    }

    /// The text that `matching` takes from what is kept under `key`.
    #[inline]
    pub(crate) fn find(
        &self,
        key: &K,
        matching: impl FnOnce(&V) -> Option<&str>,
    ) -> Option<Text<'_>> {
        let known = self.known.try_borrow().ok()?;
        let text = Ref::filter_map(known, |known| known.get(key).and_then(matching));
        text.ok().map(Text::Kept)
    }

    /// Keeps a text for later, unless another one is lent at the moment.
    pub(crate) fn keep(&self, key: K, text: V) {
        if let Ok(mut known) = self.known.try_borrow_mut() {
            if known.len() >= self.most {
                *known = FxHashMap::default();
            }
            known.insert(key, text);
        }
    }
}
