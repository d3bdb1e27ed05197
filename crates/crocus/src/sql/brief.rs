//! Statements of one condition, told from others at a glance.
//!
//! Most statements change or delete the row with a key. What such a statement looks like fits into a few
//! words, which are compared with those of one that ran before, ahead of reading its whole shape.

use std::cell::Cell;

use super::node::{BinaryOp, Node};
use super::table_ref::TableRef;
use super::write::{Delete, Update};
use crate::value::Constant;

/// What a statement with one condition looks like: two that are equal have one text.
///
/// Names are compared as addresses; they live as long as the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brief {
    table: &'static TableRef,
    /// The column that is set; none in a DELETE.
    set: &'static str,
    /// The column of the condition, which is one of the table.
    name: &'static str,
    operator: BinaryOp,
}

impl Brief {
    /// Of an UPDATE of one column, with its values in the order of the text.
    #[inline]
    pub(super) fn of_update(update: &Update) -> Option<(Brief, [&Constant; 2])> {
        let (Some((set, Node::Value(new))), Some(condition), true) = (
            update.set.only(),
            update.filter.only(),
            update.returning.is_none(),
        ) else {
            return None;
        };
        let (brief, value) = Brief::of(update.table, set, condition)?;
        (!new.is_pending()).then_some((brief, [new, value]))
    }

    /// Of a DELETE, with its value.
    #[inline]
    pub(super) fn of_delete<'t>(delete: &'t Delete<'_>) -> Option<(Brief, [&'t Constant; 1])> {
        let ([condition], []) = (delete.filter, delete.returning) else {
            return None;
        };
        let (brief, value) = Brief::of(delete.table, "", condition)?;
        Some((brief, [value]))
    }

    #[inline]
    fn of<'t>(
        table: &'static TableRef,
        set: &'static str,
        condition: &'t Node,
    ) -> Option<(Brief, &'t Constant)> {
        let Node::ColumnValue {
            operator,
            source,
            name,
            value,
        } = condition
        else {
            return None;
        };
        let brief = Brief {
            table,
            set,
            name,
            operator: *operator,
        };
        let own = std::ptr::eq(*source, table);
        (own && !value.is_pending()).then_some((brief, value))
    }

    /// Whether both have one text.
    #[inline]
    fn is(&self, other: &Brief) -> bool {
        std::ptr::eq(self.table, other.table)
            && std::ptr::eq(self.set, other.set)
            && std::ptr::eq(self.name, other.name)
            && self.operator == other.operator
    }
}

/// An odd number without a pattern: 2^64 divided by the golden ratio.
const SCATTER: u64 = 0x9e37_79b9_7f4a_7c15;

/// How many are remembered; a power of two.
const PLACES: u32 = 16;

/// Where the texts of statements with one condition are, for those that ran last.
#[derive(Debug)]
pub(super) struct Briefs {
    places: [Cell<Option<(Brief, usize)>>; PLACES as usize],
    /// Where the last one was found: many statements run several times in a row.
    last: Cell<usize>,
}

impl Default for Briefs {
    fn default() -> Self {
        Briefs {
            places: [const { Cell::new(None) }; PLACES as usize],
            last: Cell::new(0),
        }
    }
}

impl Briefs {
    /// Where the text of a statement is, if it is remembered.
    #[inline]
    pub(super) fn find(&self, brief: &Brief) -> Option<usize> {
        // Where the last one is does not depend on this one: the processor reads its text while it compares.
        match self.places[self.last.get() % PLACES as usize].get() {
            Some((known, text)) if known.is(brief) => Some(text),
            _ => self.find_in_place(brief),
        }
    }

    #[inline(never)]
    fn find_in_place(&self, brief: &Brief) -> Option<usize> {
        let place = place(brief);
        let (known, text) = self.places[place].get()?;
        if !known.is(brief) {
            return None;
        }
        self.last.set(place);
        Some(text)
    }

    pub(super) fn keep(&self, brief: Brief, text: usize) {
        self.places[place(&brief)].set(Some((brief, text)));
    }

    pub(super) fn clear(&self) {
        for place in &self.places {
            place.set(None);
        }
    }
}

/// Where a statement is remembered.
#[inline]
fn place(brief: &Brief) -> usize {
    let names = brief.name.as_ptr().addr() ^ brief.set.as_ptr().addr().rotate_left(7);
    let mixed = (names as u64).wrapping_mul(SCATTER);
    usize::try_from(mixed >> (u64::BITS - PLACES.ilog2())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::few::Few;
    use super::*;

    struct User;
    struct Other;
    static USERS: TableRef = TableRef::of::<User>("User", "users");
    static OTHERS: TableRef = TableRef::alias::<Other>("others", "users");
    // One address each, as the columns of a model have.
    static ID: &str = "id";
    static AGE: &str = "age";
    static NAME: &str = "name";

    fn condition(
        operator: BinaryOp,
        source: &'static TableRef,
        name: &'static str,
        value: i64,
    ) -> Node {
        Node::ColumnValue {
            operator,
            source,
            name,
            value: value.into(),
        }
    }

    fn update(set: &'static str, value: i64, condition: Node) -> Update {
        Update {
            table: &USERS,
            set: Few::from([(set, Node::value(value))]),
            filter: Few::from([condition]),
            returning: None,
        }
    }

    #[test]
    fn updates_that_differ_in_their_values_alone_have_one_text() {
        let one = update(AGE, 1, condition(BinaryOp::Eq, &USERS, ID, 7));
        let other = update(AGE, 2, condition(BinaryOp::Eq, &USERS, ID, 8));
        let (brief, values) = Brief::of_update(&one).unwrap();
        assert_eq!(values, [&1.into(), &7.into()]);
        let (same, values) = Brief::of_update(&other).unwrap();
        assert_eq!(values, [&2.into(), &8.into()]);
        assert!(brief.is(&same));
    }

    #[test]
    fn statements_that_differ_in_anything_else_are_told_apart() {
        let key = || condition(BinaryOp::Eq, &USERS, ID, 7);
        let deleted = Delete {
            table: &USERS,
            filter: &[key()],
            returning: &[],
        };
        let updates = [
            update(AGE, 1, key()),
            update(NAME, 1, key()),
            update(AGE, 1, condition(BinaryOp::Gt, &USERS, ID, 7)),
            update(AGE, 1, condition(BinaryOp::Eq, &USERS, AGE, 7)),
        ];
        let briefs = updates
            .iter()
            .map(|update| Brief::of_update(update).unwrap().0);
        let briefs: Vec<Brief> = briefs
            .chain([Brief::of_delete(&deleted).unwrap().0])
            .collect();
        for (place, one) in briefs.iter().enumerate() {
            for (other_place, other) in briefs.iter().enumerate() {
                assert_eq!(one.is(other), place == other_place);
            }
        }
        let known = Briefs::default();
        for (place, brief) in briefs.iter().enumerate() {
            assert_eq!(known.find(brief), None);
            known.keep(*brief, place);
            assert_eq!(known.find(brief), Some(place));
        }
        known.clear();
        assert!(briefs.iter().all(|brief| known.find(brief).is_none()));
    }

    #[test]
    fn what_a_few_words_do_not_tell_has_none() {
        let key = || condition(BinaryOp::Eq, &USERS, ID, 7);
        let column = Node::Column {
            source: &USERS,
            name: AGE,
        };
        let mut two_conditions = update(AGE, 1, key());
        two_conditions.filter.push(key());
        let mut two_columns = update(AGE, 1, key());
        two_columns.set.push((NAME, Node::Value(Constant::NULL)));
        let mut no_value = update(AGE, 1, key());
        no_value.set = Few::from([(AGE, column.clone())]);
        let mut no_column = update(AGE, 1, key());
        no_column.filter = Few::from([Node::All(Vec::new())]);
        let mut returning = update(AGE, 1, key());
        returning.returning = Some(vec![super::super::select::Item {
            node: column,
            label: None,
        }]);
        let another_table = update(AGE, 1, condition(BinaryOp::Eq, &OTHERS, ID, 7));
        let all = [
            two_conditions,
            two_columns,
            no_value,
            no_column,
            returning,
            another_table,
        ];
        assert!(all.iter().all(|update| Brief::of_update(update).is_none()));
    }
}
