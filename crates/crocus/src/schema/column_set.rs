//! A set of one table's columns.

/// A set of one table's columns, by position; a table of a model has at most 128.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// let before = User { id: 1, name: "ada".into(), age: 36, email: None };
/// let after = User { age: 37, ..before.clone() };
/// let changed: Vec<&str> = before.diff(&after).iter().map(|at| User::table().columns[at].name).collect();
/// assert_eq!(changed, ["age"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ColumnSet(u128);

impl ColumnSet {
    /// No column.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// assert_eq!(ColumnSet::EMPTY, ColumnSet::default());
    /// ```
    pub const EMPTY: ColumnSet = ColumnSet(0);
    /// How many columns a set can tell apart.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// use crocus::ColumnSet;
    ///
    /// assert!(User::table().columns.len() <= ColumnSet::CAPACITY);
    /// ```
    pub const CAPACITY: usize = 128;

    /// The set with `column` added.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// const KEY: ColumnSet = ColumnSet::EMPTY.with(0).with(2);
    /// assert!(KEY.contains(0) && KEY.contains(2));
    /// ```
    #[must_use]
    pub const fn with(self, column: usize) -> Self {
        ColumnSet(self.0 | (1 << column))
    }

    /// The set without `column`.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// let columns = ColumnSet::EMPTY.with(0).with(2).without(0);
    /// assert_eq!(columns, ColumnSet::EMPTY.with(2));
    /// ```
    #[must_use]
    pub const fn without(self, column: usize) -> Self {
        ColumnSet(self.0 & !(1 << column))
    }

    /// The columns at whose position there is `false`.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// let (old, new) = ([1, 2, 3], [1, 5, 3]);
    /// let same = std::array::from_fn::<bool, 3, _>(|column| old[column] == new[column]);
    /// assert_eq!(ColumnSet::unless(same), ColumnSet::EMPTY.with(1));
    /// ```
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
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// let ada = User { id: 1, name: "ada".into(), age: 36, email: None };
    /// let older = User { age: 37, ..ada.clone() };
    /// let age = User::table().position("age").unwrap();
    /// assert!(ada.diff(&older).contains(age));
    /// ```
    pub const fn contains(self, column: usize) -> bool {
        self.0 & (1 << column) != 0
    }

    /// Whether there is no column in the set.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// let ada = User { id: 1, name: "ada".into(), age: 36, email: None };
    /// assert!(ada.diff(&ada.clone()).is_empty());
    /// ```
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many columns are in the set.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// assert_eq!(ColumnSet::EMPTY.with(3).with(5).with(3).len(), 2);
    /// ```
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The columns of either set.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// let (a, b) = (ColumnSet::EMPTY.with(1), ColumnSet::EMPTY.with(2));
    /// assert_eq!(a.union(b), ColumnSet::EMPTY.with(1).with(2));
    /// ```
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        ColumnSet(self.0 | other.0)
    }

    /// The columns in both sets.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
    /// use crocus::ColumnSet;
    ///
    /// let ada = User { id: 1, name: "ada".into(), age: 36, email: None };
    /// let other = User { name: "bob".into(), age: 17, ..ada.clone() };
    /// let shown = ColumnSet::EMPTY.with(1).with(3); // `name` and `email`
    /// assert_eq!(ada.diff(&other).intersection(shown), ColumnSet::EMPTY.with(1));
    /// ```
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        ColumnSet(self.0 & other.0)
    }

    /// The columns that are not in the other set.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// let all = ColumnSet::EMPTY.with(0).with(1).with(2);
    /// let key = ColumnSet::EMPTY.with(0);
    /// assert_eq!(all.difference(key).iter().collect::<Vec<_>>(), [1, 2]);
    /// ```
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        ColumnSet(self.0 & !other.0)
    }

    /// The columns, ascending.
    ///
    /// ```
    /// use crocus::ColumnSet;
    ///
    /// let columns = ColumnSet::EMPTY.with(7).with(0).with(3);
    /// assert_eq!(columns.iter().collect::<Vec<_>>(), [0, 3, 7]);
    /// ```
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "one half after the other")]
    pub fn iter(self) -> impl Iterator<Item = usize> {
        // Processors count in 64 bits, and most tables have no more columns.
        let (mut first, mut rest) = (0, self.0 as u64);
        let mut more = (self.0 >> u64::BITS) as u64;
        std::iter::from_fn(move || {
            if rest == 0 {
                (first, rest, more) = (u64::BITS, more, 0);
                if rest == 0 {
                    return None;
                }
            }
            let column = first + rest.trailing_zeros();
            rest &= rest - 1;
            Some(column as usize)
        })
    }
}
