//! Rows of typed queries, written as `filters.json` writes those of SQLAlchemy.

use crocus::{ForeignKey, Model, Result, Rowset, Session};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::model::Role;

/// The rows of a result, each a JSON array.
pub(crate) type Rows = Vec<Value>;

/// Asks one question of the data set.
pub(crate) type Question = fn(&mut Session) -> Result<Rows>;

/// One selected value.
pub(crate) trait Cell {
    fn cell(self) -> Value;
}

/// One row: a tuple of selected values.
pub(crate) trait Line {
    fn line(self) -> Value;
}

/// All rows of a query.
pub(crate) fn rows<L: Line>(query: &impl Rowset<Item = L>, session: &mut Session) -> Result<Rows> {
    Ok(Rowset::all(query, session)?
        .into_iter()
        .map(Line::line)
        .collect())
}

impl Cell for i64 {
    fn cell(self) -> Value {
        json!(self)
    }
}

impl Cell for f64 {
    fn cell(self) -> Value {
        json!(self)
    }
}

impl Cell for String {
    fn cell(self) -> Value {
        json!(self)
    }
}

impl Cell for Decimal {
    fn cell(self) -> Value {
        json!({ "decimal": self.to_string() })
    }
}

impl Cell for Role {
    fn cell(self) -> Value {
        json!(match self {
            Role::User => "USER",
            Role::Admin => "ADMIN",
            Role::Guest => "GUEST",
        })
    }
}

impl<M: Model<Key = i64>> Cell for ForeignKey<M> {
    fn cell(self) -> Value {
        json!(self.key())
    }
}

impl<C: Cell> Cell for Option<C> {
    fn cell(self) -> Value {
        self.map_or(Value::Null, Cell::cell)
    }
}

macro_rules! lines {
    ($($($cell:ident $place:tt),*;)*) => {$(
        impl<$($cell: Cell),*> Line for ($($cell,)*) {
            fn line(self) -> Value {
                Value::Array(vec![$(self.$place.cell()),*])
            }
        }
    )*};
}

lines! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
}
