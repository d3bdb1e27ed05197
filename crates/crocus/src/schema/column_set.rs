//! A set of one table's columns.

/// A set of one table's columns, by position; a table of a model has at most 128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ColumnSet(u128);

impl ColumnSet {
    /// No column.
    pub const EMPTY: ColumnSet = ColumnSet(0);
    /// How many columns a set can tell apart.
    pub const CAPACITY: usize = 128;

    /// The set with `column` added.
    #[must_use]
    pub const fn with(self, column: usize) -> Self {
        ColumnSet(self.0 | (1 << column))
    }

    /// The set without `column`.
    #[must_use]
    pub const fn without(self, column: usize) -> Self {
        ColumnSet(self.0 & !(1 << column))
    }

    /// The columns at whose position there is `false`.
    #[inline]
    pub fn unless<const N: usize>(same: [bool; N]) -> Self {
        let mut set = 0;
        let mut column = 0;
        while column < N {
            set |= u128::from(!same[column]) << column;
            column += 1;
        }
        ColumnSet(set)
    }

    /// Whether `column` is in the set.
    pub const fn contains(self, column: usize) -> bool {
        self.0 & (1 << column) != 0
    }

    /// Whether there is no column in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many columns are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The columns of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        ColumnSet(self.0 | other.0)
    }

    /// The columns in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        ColumnSet(self.0 & other.0)
    }

    /// The columns that are not in the other set.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        ColumnSet(self.0 & !other.0)
    }

    /// The columns, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let column = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            Some(column)
        })
    }
}
