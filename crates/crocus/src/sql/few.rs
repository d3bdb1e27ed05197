//! A list that mostly has no item or one.

use std::ops::Deref;

/// As much room as a list gets with its second item: whoever has two often has some more.
const SOME: usize = 8;

/// A list of which one item needs no allocation, and none nothing to be dropped.
#[derive(Debug, Clone)]
pub enum Few<T> {
    /// No item.
    None,
    /// One item.
    One(T),
    /// Any number of items.
    Many(Vec<T>),
}

impl<T> Few<T> {
    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        match self {
            Few::None => *self = Few::One(item),
            Few::One(_) => self.push_second(item),
            Few::Many(items) => items.push(item),
        }
    }

    fn push_second(&mut self, item: T) {
        let mut items = Vec::with_capacity(SOME);
        if let Few::One(first) = std::mem::replace(self, Few::None) {
            items.push(first);
        }
        items.push(item);
        *self = Few::Many(items);
    }

    pub(crate) fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.push(item);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<T> {
        match self {
            Few::None => Vec::new(),
            Few::One(item) => vec![item],
            Few::Many(items) => items,
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Few::None => &[],
            Few::One(item) => std::slice::from_ref(item),
            Few::Many(items) => items,
        }
    }
}

impl<'f, T> IntoIterator for &'f Few<T> {
    type Item = &'f T;
    type IntoIter = std::slice::Iter<'f, T>;

    fn into_iter(self) -> std::slice::Iter<'f, T> {
        self.iter()
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(items: Vec<T>) -> Self {
        if items.is_empty() {
            return Few::None;
        }
        Few::Many(items)
    }
}

impl<T, const N: usize> From<[T; N]> for Few<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut few = Few::None;
        few.extend(items);
        few
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stay_in_order_however_many_there_are() {
        for length in 0..20 {
            let items: Vec<usize> = (0..length).collect();
            let few: Few<usize> = items.iter().copied().collect();
            assert_eq!(*few, *items);
            assert_eq!(*Few::from(items.clone()), *items);
            assert!(few.iter().eq(&few));
            assert_eq!(few.into_vec(), items);
        }
    }

    #[test]
    fn one_item_has_no_allocation() {
        let mut few = Few::from([7]);
        assert!(matches!(few, Few::One(7)));
        few.extend([8, 9]);
        assert!(matches!(few, Few::Many(items) if items == [7, 8, 9]));
    }
}
