//! A list that mostly has no item or one.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Deref;

/// As much room as a list gets with its second item: whoever has two often has some more.
const SOME: usize = 8;

/// A list of which one item needs no allocation.
///
/// Nearly every statement that is built is dropped with a condition of a column and a number. The code
/// that drops any expression takes several nanoseconds to see that there is nothing to be given back,
/// and drives other code out of the processor's cache: a list looks first.
pub struct Few<T: Light>(ManuallyDrop<Items<T>>);

/// What may own no memory, which can be seen at a glance.
pub trait Light {
    /// Whether dropping it does nothing.
    fn owns_nothing(&self) -> bool;
}

#[derive(Debug, Clone)]
enum Items<T> {
    None,
    One(T),
    Many(Vec<T>),
}

impl<T: Light> Few<T> {
    /// No item.
    pub const NONE: Few<T> = Few(ManuallyDrop::new(Items::None));

    /// One item.
    #[inline]
    pub(crate) fn one(item: T) -> Self {
        Few(ManuallyDrop::new(Items::One(item)))
    }

    /// The item of a list that was never longer.
    #[inline]
    pub(crate) fn only(&self) -> Option<&T> {
        match &*self.0 {
            Items::One(item) => Some(item),
            Items::None | Items::Many(_) => None,
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        match &mut *self.0 {
            Items::None => *self = Few::one(item),
            Items::One(_) => self.push_second(item),
            Items::Many(items) => items.push(item),
        }
    }

    fn push_second(&mut self, item: T) {
        let mut items = Vec::with_capacity(SOME);
        if let Items::One(first) = self.take() {
            items.push(first);
        }
        items.push(item);
        *self = Few::from(items);
    }

    pub(crate) fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.push(item);
        }
    }

    fn take(&mut self) -> Items<T> {
        let none = ManuallyDrop::new(Items::None);
        ManuallyDrop::into_inner(std::mem::replace(&mut self.0, none))
    }
}

impl<T: Light> Drop for Few<T> {
    #[inline]
    fn drop(&mut self) {
        let nothing = match &*self.0 {
            Items::None => true,
            Items::One(item) => item.owns_nothing(),
            Items::Many(_) => false,
        };
        if !nothing {
            drop_items(self);
        }
    }
}

#[inline(never)]
fn drop_items<T: Light>(few: &mut Few<T>) {
    drop(few.take());
}

impl<T: Light + Clone> Clone for Few<T> {
    fn clone(&self) -> Self {
        Few(self.0.clone())
    }
}

impl<T: Light + fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T: Light> Deref for Few<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &*self.0 {
            Items::None => &[],
            Items::One(item) => std::slice::from_ref(item),
            Items::Many(items) => items,
        }
    }
}

impl<'f, T: Light> IntoIterator for &'f Few<T> {
    type Item = &'f T;
    type IntoIter = std::slice::Iter<'f, T>;

    fn into_iter(self) -> std::slice::Iter<'f, T> {
        self.iter()
    }
}

impl<T: Light> From<Vec<T>> for Few<T> {
    fn from(items: Vec<T>) -> Self {
        if items.is_empty() {
            return Few::NONE;
        }
        Few(ManuallyDrop::new(Items::Many(items)))
    }
}

impl<T: Light, const N: usize> From<[T; N]> for Few<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Light> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut few = Few::NONE;
        few.extend(items);
        few
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A number, or what counts how often it is dropped.
    #[derive(Debug, Clone)]
    enum Thing<'c> {
        Number(usize),
        #[expect(dead_code, reason = "it is only dropped")]
        Counted(Counted<'c>),
    }

    #[derive(Debug, Clone)]
    struct Counted<'c>(&'c Cell<usize>);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    impl Light for Thing<'_> {
        fn owns_nothing(&self) -> bool {
            matches!(self, Thing::Number(_))
        }
    }

    fn numbers(few: &Few<Thing<'_>>) -> Vec<usize> {
        let number = |thing: &Thing<'_>| match thing {
            Thing::Number(number) => Some(*number),
            Thing::Counted(_) => None,
        };
        few.iter().filter_map(number).collect()
    }

    #[test]
    fn items_stay_in_order_however_many_there_are() {
        for length in 0..20 {
            let wanted: Vec<usize> = (0..length).collect();
            let items = || wanted.iter().copied().map(Thing::Number);
            let few: Few<Thing<'_>> = items().collect();
            assert_eq!(numbers(&few), wanted);
            assert_eq!(numbers(&few.clone()), wanted);
            assert_eq!(numbers(&Few::from(items().collect::<Vec<_>>())), wanted);
        }
    }

    #[test]
    fn one_item_has_no_allocation() {
        let mut few = Few::from([Thing::Number(7)]);
        assert!(matches!(few.only(), Some(Thing::Number(7))));
        few.extend([8, 9].map(Thing::Number));
        assert!(few.only().is_none());
        assert_eq!(numbers(&few), [7, 8, 9]);
    }

    #[test]
    fn every_item_is_dropped_once() {
        for length in 0..20 {
            let dropped = Cell::new(0);
            let thing = |number: usize| match number % 3 {
                1 => Thing::Number(number),
                _ => Thing::Counted(Counted(&dropped)),
            };
            let counted = (0..length).filter(|number| number % 3 != 1).count();
            let few: Few<Thing<'_>> = (0..length).map(thing).collect();
            assert_eq!(dropped.get(), 0);
            let copy = few.clone();
            drop(few);
            assert_eq!(dropped.get(), counted);
            drop(copy);
            assert_eq!(dropped.get(), 2 * counted);
        }
    }
}
