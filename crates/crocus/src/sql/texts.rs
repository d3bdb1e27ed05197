//! Statements that were compiled before.
//!
//! A query is built anew each time it runs, and mostly looks as it did the last time: its text is
//! found by its shape, as in SQLAlchemy's
//! [compiled cache](https://docs.sqlalchemy.org/en/20/core/connections.html#sql-caching).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compile::{
    Compiled, Params, compile_at_most, compile_delete, compile_select, compile_update,
};
use super::dialect::Dialect;
use super::select::Select;
use super::shape;
use super::write::{Delete, Update};
use crate::error::Result;

/// As many texts as are kept; then they are forgotten, and the memory is given back.
const MOST: usize = 512;

/// SQL text by the shape of the tree.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    known: FxHashMap<Box<[usize]>, Arc<str>>,
    /// The shape that is looked up, kept for its room.
    words: Vec<usize>,
}

impl Texts {
    /// The rows of `select`, at most so many; errors are those of [`compile_select`].
    pub(crate) fn select<'t>(
        &mut self,
        select: &'t Select,
        most: Option<u64>,
    ) -> Result<Compiled<'t, Arc<str>>> {
        let limit = match (select.limit, most) {
            (Some(limit), Some(most)) => Some(limit.min(most)),
            (limit, most) => limit.or(most),
        };
        let params = shape::of_select(select, limit, &mut self.words);
        self.find(params, || match most {
            None => compile_select(select, Dialect::Sqlite),
            Some(most) => compile_at_most(select, most, Dialect::Sqlite),
        })
    }

    /// An UPDATE; errors are those of [`compile_update`].
    pub(crate) fn update<'t>(&mut self, update: &'t Update) -> Result<Compiled<'t, Arc<str>>> {
        let params = shape::of_update(update, &mut self.words);
        self.find(params, || compile_update(update, Dialect::Sqlite))
    }

    /// A DELETE; errors are those of [`compile_delete`].
    pub(crate) fn delete<'t>(&mut self, delete: &'t Delete<'_>) -> Result<Compiled<'t, Arc<str>>> {
        let params = shape::of_delete(delete, &mut self.words);
        self.find(params, || compile_delete(delete, Dialect::Sqlite))
    }

    /// The text of the shape that was just read, if there was one.
    fn find<'t>(
        &mut self,
        params: Option<Params<'t>>,
        compile: impl Fn() -> Result<Compiled<'t>>,
    ) -> Result<Compiled<'t, Arc<str>>> {
        let Some(params) = params else {
            let Compiled { sql, params } = compile()?;
            let sql = sql.into();
            return Ok(Compiled { sql, params });
        };
        if let Some(sql) = self.known.get(self.words.as_slice()) {
            let sql = Arc::clone(sql);
            debug_assert!(
                compile().is_ok_and(|again| again.sql == *sql && again.params == params),
                "trees of one shape have one text: {sql}"
            );
            return Ok(Compiled { sql, params });
        }
        let Compiled { sql, params } = compile()?;
        let sql: Arc<str> = sql.into();
        if self.known.len() >= MOST {
            self.known = FxHashMap::default();
        }
        self.known
            .insert(self.words.as_slice().into(), Arc::clone(&sql));
        Ok(Compiled { sql, params })
    }
}
