//! Columns of one model by name: the target of a conflict, the columns it sets.

use crate::expr::Column;

/// One column of `M`, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name columns of `{M}`",
    label = "expected a column of `{M}`, or a tuple of them"
)]
pub trait UniqueColumns<M> {
    /// Their names in the database.
    fn names(self) -> Vec<&'static str>;
}

#[diagnostic::do_not_recommend]
impl<M, T> UniqueColumns<M> for Column<M, T> {
    fn names(self) -> Vec<&'static str> {
        vec![self.name]
    }
}

macro_rules! tuples {
    ($($($column:ident $place:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M, $($column),*> UniqueColumns<M> for ($(Column<M, $column>,)*) {
            fn names(self) -> Vec<&'static str> {
                vec![$(self.$place.name),*]
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12, N 13;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12, N 13, O 14;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, Q 12, N 13, O 14, P 15;
}
