//! Rows that were deleted, and what referred to them: followed in memory as the database follows them.

use rustc_hash::FxHashSet;

use super::arena::Arena;
use super::bind::read_row;
use super::keys::{column_value, done};
use super::moment::Moment;
use super::plan::Address;
use super::rekey::Written;
use super::state::Life;
use crate::engine::Lease;
use crate::error::Result;
use crate::model::Model;
use crate::schema::{Action, TableDef};
use crate::value::Value;

/// Keys of deleted rows that new rows of the same flush have got: SQLite gives a key again once its row is
/// gone.
#[derive(Default)]
pub(super) struct Taken<'a> {
    keys: FxHashSet<Address<'a>>,
    written: Written,
}

impl<'a> Taken<'a> {
    /// The flush has written these columns, and new rows with these keys.
    pub(super) fn new(keys: &'a [(&'static TableDef, Value)], written: Written) -> Self {
        let address = |(table, key): &'a (&'static TableDef, Value)| Address::of_key(table, key);
        Taken {
            keys: keys.iter().map(address).collect(),
            written,
        }
    }
}

/// Rows of one table that were deleted.
pub(super) struct Gone<'a> {
    parent: &'static TableDef,
    keys: FxHashSet<Address<'a>>,
    taken: &'a Taken<'a>,
}

impl<'a> Gone<'a> {
    pub(super) fn new(parent: &'static TableDef, keys: &'a [Value], taken: &'a Taken<'a>) -> Self {
        Gone {
            parent,
            keys: keys
                .iter()
                .map(|key| Address::of_key(parent, key))
                .collect(),
            taken,
        }
    }

    /// Whether a row referred to one of them; what the flush has written refers to the row that has the
    /// key now.
    fn is_referred_to(&self, key: &Value, (model, slot, column): (u32, u32, usize)) -> bool {
        let address = Address::of_key(self.parent, key);
        self.keys.contains(&address)
            && !(self.taken.keys.contains(&address)
                && self.taken.written.contains(model, slot, column))
    }
}

impl<M: Model> Arena<M> {
    /// Follows what the database did with rows that referred to deleted ones; the keys of the rows that
    /// went with them.
    pub(super) fn follow_delete(
        &mut self,
        gone: &Gone<'_>,
        lease: &Lease<'_>,
        moment: Moment,
    ) -> Result<Vec<Value>> {
        let mut with_them = Vec::new();
        for (column, definition) in M::table().columns.iter().enumerate() {
            let Some(reference) = definition.references else {
                continue;
            };
            if !std::ptr::eq((reference.table)(), gone.parent) {
                continue;
            }
            match reference.on_delete {
                Action::Cascade => {
                    let referring = self.referring(column, gone)?;
                    with_them.extend(self.follow_cascade(referring, moment)?);
                }
                Action::SetNull => {
                    let referring = self.referring(column, gone)?;
                    self.follow_set(column, referring, &Value::Null, moment)?;
                }
                // The default is the database's.
                Action::SetDefault => {
                    for index in self.referring(column, gone)? {
                        let stored = self.slots[index as usize].stored().map(M::key);
                        let fresh = stored.map(|key| read_row::<M>(lease, &key)).transpose()?;
                        if let Some(fresh) = fresh.flatten() {
                            let new = column_value(&fresh, column)?;
                            self.follow_set(column, vec![index], &new, moment)?;
                        }
                    }
                }
                Action::NoAction | Action::Restrict => {}
            }
        }
        Ok(with_them)
    }

    /// The tracked rows whose column referred to one of them.
    fn referring(&self, column: usize, gone: &Gone<'_>) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        for index in 0..self.places() {
            let slot = &self.slots[index as usize];
            let place = (M::model_id(), index, column);
            if let (Life::Persistent | Life::Doomed, Some(stored)) = (slot.life, slot.stored())
                && gone.is_referred_to(&column_value(stored, column)?, place)
            {
                found.push(index);
            }
        }
        Ok(found)
    }

    fn follow_cascade(&mut self, referring: Vec<u32>, moment: Moment) -> Result<Vec<Value>> {
        let mut gone = Vec::new();
        for index in referring {
            if let ([own], Some(value)) =
                (M::table().primary_key, self.slots[index as usize].stored())
            {
                gone.push(column_value(value, *own)?);
            }
            self.bury(index, moment)?;
        }
        Ok(gone)
    }

    pub(super) fn follow_set(
        &mut self,
        column: usize,
        referring: Vec<u32>,
        new: &Value,
        moment: Moment,
    ) -> Result<()> {
        for index in referring {
            let image = self.slots[index as usize].value.clone().map(Box::new);
            self.log_image(index, moment, image);
            let slot = &mut self.slots[index as usize];
            if let Some(value) = slot.value.as_mut() {
                done(M::table(), column, value.write_back(column, new.as_ref()))?;
            }
        }
        Ok(())
    }
}
