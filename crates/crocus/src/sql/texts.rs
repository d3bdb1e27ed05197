//! Statements that were compiled before.
//!
//! A query is built anew each time it runs, and mostly looks as it did the last time: its text is
//! found by its shape, as in SQLAlchemy's
//! [compiled cache](https://docs.sqlalchemy.org/en/20/core/connections.html#sql-caching).

use std::cell::Cell;
use std::fmt;

use super::compile::{
    Compiled, Params, compile_at_most, compile_delete, compile_select, compile_update,
};
use super::dialect::Dialect;
use super::select::Select;
use super::shape::Shape;
use super::text::{Kept, Text};
use super::write::{Delete, Update};
use crate::error::Result;

/// As many texts as are kept.
const MOST: usize = 512;

/// SQL text by the shape of the tree.
pub(crate) struct Texts {
    /// By the hash of the shape; of two shapes with one hash the later is compiled each time.
    known: Kept<u64, (Box<[usize]>, Box<str>)>,
    /// The shape that is looked up, kept for its room.
    shape: Cell<Shape>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts")
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}

impl Default for Texts {
    fn default() -> Self {
        Texts {
            known: Kept::at_most(MOST),
            shape: Cell::default(),
        }
    }
}

impl Texts {
    /// The rows of `select`, at most so many; errors are those of [`compile_select`].
    pub(crate) fn select<'t>(
        &self,
        select: &'t Select,
        most: Option<u64>,
    ) -> Result<Compiled<'t, Text<'_>>> {
        let limit = match (select.limit, most) {
            (Some(limit), Some(most)) => Some(limit.min(most)),
            (limit, most) => limit.or(most),
        };
        let compile = || match most {
            None => compile_select(select, Dialect::Sqlite),
            Some(most) => compile_at_most(select, most, Dialect::Sqlite),
        };
        self.compiled(|shape| shape.of_select(select, limit), compile)
    }

    /// An UPDATE; errors are those of [`compile_update`].
    pub(crate) fn update<'t>(&self, update: &'t Update) -> Result<Compiled<'t, Text<'_>>> {
        let compile = || compile_update(update, Dialect::Sqlite);
        self.compiled(|shape| shape.of_update(update), compile)
    }

    /// A DELETE; errors are those of [`compile_delete`].
    pub(crate) fn delete<'t>(&self, delete: &'t Delete<'_>) -> Result<Compiled<'t, Text<'_>>> {
        let compile = || compile_delete(delete, Dialect::Sqlite);
        self.compiled(|shape| shape.of_delete(delete), compile)
    }

    /// The text of the shape, if it was compiled before, else of the tree.
    #[inline]
    fn compiled<'t>(
        &self,
        look: impl FnOnce(&mut Shape) -> Option<Params<'t>>,
        compile: impl Fn() -> Result<Compiled<'t>>,
    ) -> Result<Compiled<'t, Text<'_>>> {
        let mut shape = self.shape.take();
        let Some(params) = look(&mut shape) else {
            self.shape.set(shape);
            return compile().map(own);
        };
        let hash = shape.hash();
        let known = self.known.find(&hash, |(words, sql)| {
            (**words == *shape.words).then_some(sql)
        });
        let compiled = match known {
            Some(sql) => {
                debug_assert!(
                    compile().is_ok_and(|again| again.sql == *sql && again.params == params),
                    "trees of one shape have one text: {}",
                    &*sql
                );
                Ok(Compiled { sql, params })
            }
            None => self.compile(compile(), hash, &shape),
        };
        self.shape.set(shape);
        compiled
    }
}

impl Texts {
    #[cold]
    fn compile<'t>(
        &self,
        compiled: Result<Compiled<'t>>,
        hash: u64,
        shape: &Shape,
    ) -> Result<Compiled<'t, Text<'_>>> {
        let compiled = compiled?;
        let words = shape.words.as_slice().into();
        let text = compiled.sql.as_str().into();
        self.known.keep(hash, (words, text));
        Ok(own(compiled))
    }
}

fn own<'c>(compiled: Compiled<'_>) -> Compiled<'_, Text<'c>> {
    Compiled {
        sql: Text::Own(compiled.sql),
        params: compiled.params,
    }
}
