//! Statements that were compiled before.
//!
//! A query is built anew each time it runs, and mostly looks as it did the last time: its text is
//! found by its shape, as in SQLAlchemy's
//! [compiled cache](https://docs.sqlalchemy.org/en/20/core/connections.html#sql-caching).

use std::cell::{Cell, Ref, RefCell};

use rustc_hash::FxHashMap;

use super::brief::{Brief, Briefs};
use super::compile::{
    Compiled, Values, compile_at_most, compile_delete, compile_select, compile_update,
};
use super::dialect::Dialect;
use super::select::Select;
use super::shape::{Page, Shape};
use super::write::{Delete, Update};
use crate::error::Result;
use crate::value::Constant;

/// As many texts as are kept; then all are forgotten, and the memory is given back.
const MOST: usize = 512;

/// SQL text by the shape of the tree.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    known: RefCell<Known>,
    /// Which text was asked for last: many statements run several times in a row.
    last: Cell<usize>,
    /// The same of statements with one condition, which need not be read as shapes then.
    briefs: Briefs,
    /// The shape that is looked up, kept for its room.
    shape: RefCell<Shape>,
}

#[derive(Debug, Default)]
struct Known {
    texts: Vec<(Box<[usize]>, Box<str>)>,
    /// Where a text is, by the hash of its shape; of two shapes with one hash the earlier is compiled
    /// each time.
    places: FxHashMap<u64, usize>,
}

impl Known {
    /// The text at this place, if it is of this shape.
    #[inline]
    fn text(&self, place: usize, shape: &Shape) -> Option<&str> {
        match self.texts.get(place) {
            Some((words, text)) if **words == *shape.words() => Some(text),
            _ => None,
        }
    }
}

impl Texts {
    /// Runs `body` with the text of a SELECT of at most so many rows, and its values; errors are those
    /// of [`compile_select`], and of `body`.
    #[inline]
    pub(crate) fn select<T>(
        &self,
        select: &Select,
        most: Option<u64>,
        body: impl FnOnce(&str, &[&Constant]) -> Result<T>,
    ) -> Result<T> {
        let compile = || match most {
            None => compile_select(select, Dialect::Sqlite),
            Some(most) => compile_at_most(select, most, Dialect::Sqlite),
        };
        let page = Page::of(select, most);
        let look = |shape: &mut Shape, values: &mut _| shape.of_select(select, &page, values);
        self.run(None, look, compile, body)
    }

    /// The text of an UPDATE of one column with one condition that ran before, and its values, none of
    /// which is the key of an entity.
    #[inline]
    pub(crate) fn update_at_a_glance<'t>(
        &self,
        update: &'t Update,
    ) -> Option<(Ref<'_, str>, [&'t Constant; 2])> {
        let (brief, values) = Brief::of_update(update)?;
        let sql = self.at_a_glance(&brief, &values, || compile_update(update, Dialect::Sqlite))?;
        Some((sql, values))
    }

    /// The same of a DELETE.
    #[inline]
    pub(crate) fn delete_at_a_glance<'t>(
        &self,
        delete: &'t Delete<'_>,
    ) -> Option<(Ref<'_, str>, [&'t Constant; 1])> {
        let (brief, values) = Brief::of_delete(delete)?;
        let sql = self.at_a_glance(&brief, &values, || compile_delete(delete, Dialect::Sqlite))?;
        Some((sql, values))
    }

    /// Runs `body` with the text of any UPDATE, and its values; see [`select`](Texts::select).
    pub(crate) fn update<T>(
        &self,
        update: &Update,
        body: impl FnOnce(&str, &[&Constant]) -> Result<T>,
    ) -> Result<T> {
        let compile = || compile_update(update, Dialect::Sqlite);
        let look = |shape: &mut Shape, values: &mut _| shape.of_update(update, values);
        let brief = Brief::of_update(update).map(|(brief, _)| brief);
        self.run(brief, look, compile, body)
    }

    /// The same of a DELETE.
    pub(crate) fn delete<T>(
        &self,
        delete: &Delete<'_>,
        body: impl FnOnce(&str, &[&Constant]) -> Result<T>,
    ) -> Result<T> {
        let compile = || compile_delete(delete, Dialect::Sqlite);
        let look = |shape: &mut Shape, values: &mut _| shape.of_delete(delete, values);
        let brief = Brief::of_delete(delete).map(|(brief, _)| brief);
        self.run(brief, look, compile, body)
    }

    /// The text is handed on where it is kept, and the values where they are: both are looked up for
    /// each run of a query. A brief is remembered with the text.
    #[inline]
    fn run<'t, T>(
        &self,
        brief: Option<Brief>,
        look: impl FnOnce(&mut Shape, &mut Values<'t>) -> bool,
        compile: impl Fn() -> Result<Compiled<'t>>,
        body: impl FnOnce(&str, &[&Constant]) -> Result<T>,
    ) -> Result<T> {
        let mut values = Values::new();
        let shape = self.shape.try_borrow_mut().ok();
        let shape = shape.and_then(|mut shape| look(&mut shape, &mut values).then_some(shape));
        let Some(shape) = shape else {
            let compiled = compile()?;
            return body(&compiled.sql, &compiled.values());
        };
        let known = self.known.try_borrow().ok();
        if let Some(sql) = known.as_ref().and_then(|known| self.find(known, &shape)) {
            debug_assert!(
                compile().is_ok_and(|again| again.sql == *sql && again.values() == values),
                "trees of one shape have one text: {sql}"
            );
            if let Some(brief) = brief {
                self.briefs.keep(brief, self.last.get());
            }
            return body(sql, &values);
        }
        drop(known);
        let sql = self.keep(&shape, compile()?);
        body(&sql, &values)
    }

    #[inline]
    fn at_a_glance<'t>(
        &self,
        brief: &Brief,
        values: &[&Constant],
        compile: impl FnOnce() -> Result<Compiled<'t>>,
    ) -> Option<Ref<'_, str>> {
        let place = self.briefs.find(brief)?;
        let known = self.known.try_borrow().ok()?;
        let sql = Ref::filter_map(known, |known| Some(&*known.texts.get(place)?.1)).ok()?;
        debug_assert!(
            compile().is_ok_and(|again| again.sql == *sql && *again.values() == *values),
            "statements that are alike at a glance have one text: {}",
            &*sql
        );
        Some(sql)
    }

    #[inline]
    fn find<'k>(&self, known: &'k Known, shape: &Shape) -> Option<&'k str> {
        if let Some(text) = known.text(self.last.get(), shape) {
            return Some(text);
        }
        let place = *known.places.get(&shape.hash())?;
        self.last.set(place);
        known.text(place, shape)
    }

    #[cold]
    fn keep(&self, shape: &Shape, compiled: Compiled<'_>) -> String {
        // While another text is lent nothing is kept.
        if let Ok(mut known) = self.known.try_borrow_mut() {
            if known.texts.len() >= MOST {
                *known = Known::default();
                self.briefs.clear();
            }
            let place = known.texts.len();
            known.places.insert(shape.hash(), place);
            let text = compiled.sql.as_str().into();
            known.texts.push((shape.words().into(), text));
        }
        compiled.sql
    }
}

#[cfg(test)]
mod tests {

    use super::super::few::Few;
    use super::super::node::{BinaryOp, Node};
    use super::super::table_ref::TableRef;
    use super::*;

    struct User;
    static USERS: TableRef = TableRef::of::<User>("User", "users");

    /// An UPDATE with conditions on these columns.
    fn update(set: &'static str, columns: impl IntoIterator<Item = &'static str>) -> Update {
        let condition = |name| Node::ColumnValue {
            operator: BinaryOp::Eq,
            source: &USERS,
            name,
            value: 1.into(),
        };
        Update {
            table: &USERS,
            set: Few::from([(set, Node::value(2))]),
            filter: columns.into_iter().map(condition).collect(),
            returning: None,
        }
    }

    #[test]
    fn more_texts_than_are_kept_are_never_mistaken_for_each_other() {
        const NAMES: [&str; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let texts = Texts::default();
        let is_its_own = |update: &Update| {
            let wanted = compile_update(update, Dialect::Sqlite).unwrap();
            let run = |sql: &str, values: &[&Constant]| {
                assert_eq!((sql, values), (&*wanted.sql, &*wanted.values()));
                Ok(())
            };
            match texts.update_at_a_glance(update) {
                Some((sql, values)) => run(&sql, &values).unwrap(),
                None => texts.update(update, run).unwrap(),
            }
        };
        for round in 0..2 {
            for combination in 1..1 << NAMES.len() {
                let chosen = NAMES.iter().enumerate();
                let chosen = chosen.filter(|(bit, _)| combination >> bit & 1 == 1);
                is_its_own(&update("a", chosen.map(|(_, name)| *name)));
                // Statements of one condition run in between, and are found where they were.
                is_its_own(&update("b", [NAMES[combination % NAMES.len()]]));
            }
            assert!(texts.known.borrow().texts.len() <= MOST, "round {round}");
        }
    }
}
