//! Which tables a column may name at some place of a statement, and what they are called there.

use smallvec::SmallVec;

use crate::error::{Error, Result};
use crate::sql::ident::{quote, quote_numbered};
use crate::sql::table_ref::TableRef;

/// The tables that are visible, outermost first.
#[derive(Debug, Default)]
pub(super) struct Scope {
    sources: SmallVec<[Source; 2]>,
    /// Whether a column needs no table before it, since there is only one.
    pub(super) bare: bool,
}

/// One table in FROM.
#[derive(Debug, Clone, Copy)]
struct Source {
    table: &'static TableRef,
    name: Name,
}

/// A name in a statement: `base`, or `base_number`.
#[derive(Debug, Clone, Copy)]
struct Name {
    base: &'static str,
    number: usize,
}

/// Where a scope began; closing it needs this.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    start: usize,
    bare: bool,
}

impl Scope {
    /// Opens a scope inside the visible ones.
    ///
    /// `bare` asks for columns without a table before them, which only the outermost scope grants:
    /// further in, a name would be looked for in the wrong table.
    #[inline]
    pub(super) fn open(&mut self, bare: bool) -> Mark {
        let mark = Mark {
            start: self.sources.len(),
            bare: self.bare,
        };
        self.bare = bare && self.sources.is_empty();
        mark
    }

    /// Closes the scope that began at `mark`.
    #[inline]
    pub(super) fn close(&mut self, mark: Mark) {
        self.sources.truncate(mark.start);
        self.bare = mark.bare;
    }

    /// Adds a table to the scope that began at `mark`, under a name that no visible table has.
    #[inline]
    pub(super) fn add(&mut self, table: &'static TableRef, mark: Mark) -> Result<()> {
        if self
            .sources
            .iter()
            .skip(mark.start)
            .any(|source| source.table == table)
        {
            return Err(joined_twice(table));
        }
        let mut name = Name {
            base: table.alias,
            number: 1,
        };
        while self.sources.iter().any(|source| source.name.clashes(name)) {
            name.number += 1;
        }
        self.sources.push(Source { table, name });
        Ok(())
    }

    /// Adds the table that a statement writes to, under its own name.
    ///
    /// SQLite knows no alias in RETURNING, so the table gets none.
    pub(super) fn add_target(&mut self, table: &'static TableRef) {
        self.sources.push(Source {
            table,
            name: Name {
                base: table.table,
                number: 1,
            },
        });
    }

    /// Writes `table` as it stands in FROM.
    #[inline]
    pub(super) fn declare(&self, table: &'static TableRef, sql: &mut String) {
        quote(table.table, sql);
        if let Some(source) = self.find(table)
            && (source.name.number > 1 || source.name.base != table.table)
        {
            sql.push_str(" AS ");
            source.name.write(sql);
        }
    }

    /// Writes the column `name` of `table`; the innermost scope that has the table wins.
    #[inline]
    pub(super) fn column(
        &self,
        table: &'static TableRef,
        name: &'static str,
        sql: &mut String,
    ) -> Result<()> {
        let Some(source) = self.find(table) else {
            return Err(out_of_scope(table, name));
        };
        if !self.bare {
            source.name.write(sql);
            sql.push('.');
        }
        quote(name, sql);
        Ok(())
    }

    #[inline]
    fn find(&self, table: &'static TableRef) -> Option<&Source> {
        self.sources
            .iter()
            .rev()
            .find(|source| source.table == table)
    }
}

impl Name {
    #[inline]
    fn write(self, sql: &mut String) {
        if self.number > 1 {
            quote_numbered(self.base, self.number, sql);
        } else {
            quote(self.base, sql);
        }
    }

    /// Whether SQLite takes the two for one; it disregards the case of ASCII letters.
    #[inline]
    fn clashes(self, other: Name) -> bool {
        if self.number == other.number {
            return self.base.eq_ignore_ascii_case(other.base);
        }
        let (mut ours, mut theirs) = (String::new(), String::new());
        self.write(&mut ours);
        other.write(&mut theirs);
        ours.eq_ignore_ascii_case(&theirs)
    }
}

#[cold]
fn joined_twice(table: &TableRef) -> Error {
    let model = table.model;
    Error::misuse(if table.alias == table.table {
        format!(
            "table `{}` is joined twice; give one of them a name of its own: \
             `alias!(Other = {model})`",
            table.table
        )
    } else {
        format!(
            "alias `{model}` of table `{}` is joined twice; give one of them a name of its own \
             with `alias!`",
            table.table
        )
    })
}

#[cold]
fn out_of_scope(table: &TableRef, column: &str) -> Error {
    let alias = table.alias;
    Error::misuse(format!(
        "column `{alias}.{column}` cannot be used here: table `{alias}` is not part of this query; \
         join it first"
    ))
}
