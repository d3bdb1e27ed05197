//! What the next flush would write, to be looked at: changes, and entities by what is to come of them.

use super::keys::{Columns, column_value};
use super::session::Session;
use super::state::Life;
use crate::error::Result;
use crate::model::{Entity, Model};
use crate::schema::ColumnSet;
use crate::value::{Ticket, Value};

impl Session {
    /// Whether the next flush would write something for the entity.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s[ada].age = 18; // as it was
    /// assert!(!s.is_modified(ada)?);
    /// s[ada].age = 19;
    /// assert!(s.is_modified(ada)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity is not alive here.
    pub fn is_modified<M: Model>(&self, entity: Entity<M>) -> Result<bool> {
        self.try_ref(entity)?;
        Ok(match self.life(entity.ticket) {
            Life::Pending | Life::Doomed => true,
            Life::Deleted => false,
            _ => !self.changed_columns(entity)?.is_empty(),
        })
    }

    fn changed_columns<M: Model>(&self, entity: Entity<M>) -> Result<ColumnSet> {
        self.try_ref(entity)?;
        let slot = self
            .arena::<M>()
            .and_then(|arena| arena.slots.get(entity.ticket.index as usize));
        match slot.map(|slot| (&slot.value, &slot.baseline)) {
            Some((Some(value), Some(baseline))) => self.changes_between(value, &**baseline),
            _ => Ok(ColumnSet::EMPTY),
        }
    }

    /// A reference to an entity of the row that was referred to before is no change.
    fn changes_between<M: Model>(&self, value: &M, baseline: &M) -> Result<ColumnSet> {
        let mut changed = value.diff(baseline);
        for column in M::table().layout.references.intersection(changed).iter() {
            if self.stored_value(value, column)? == column_value(baseline, column)? {
                changed = changed.without(column);
            }
        }
        Ok(changed)
    }

    /// A column as a flush would store it; a ticket stays one only where its key is still to come.
    fn stored_value(&self, value: &dyn Columns, column: usize) -> Result<Value> {
        let stored = column_value(value, column)?;
        let key = match &stored {
            Value::Pending(ticket) if self.life(*ticket) != Life::Pending => {
                self.key_of_ticket(*ticket)?
            }
            _ => None,
        };
        Ok(key.unwrap_or(stored))
    }

    /// The key of an entity of this session, if it has one.
    pub(super) fn key_of_ticket(&self, ticket: Ticket) -> Result<Option<Value>> {
        match self.arenas.of_entity(self.id, ticket) {
            Some(arena) => arena.key_value(ticket.index, ticket.generation),
            None => Ok(None),
        }
    }

    /// What the next flush would change in the entity's row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// use crocus::Value;
    ///
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s[ada].age += 1;
    /// let changes = s.changes(ada)?;
    /// assert_eq!(changes.len(), 1);
    /// assert_eq!((changes[0].field, &changes[0].old), ("age", &Value::Integer(18)));
    /// assert_eq!(changes[0].new, Value::Integer(19));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` when the entity is not alive here.
    pub fn changes<M: Model>(&self, entity: Entity<M>) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        let slot = self
            .arena::<M>()
            .and_then(|arena| arena.slots.get(entity.ticket.index as usize));
        for column in self.changed_columns(entity)?.iter() {
            if let Some((Some(value), Some(baseline))) =
                slot.map(|slot| (&slot.value, &slot.baseline))
            {
                changes.push(Change {
                    column: M::table().columns[column].name,
                    field: M::table().columns[column].field,
                    old: column_value(&**baseline, column)?,
                    new: self.stored_value(value, column)?,
                });
            }
        }
        Ok(changes)
    }

    /// The entities of a model that were added and not inserted yet.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// assert_eq!(s.new_entities::<User>(), [ada]);
    /// s.flush()?;
    /// assert!(s.new_entities::<User>().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_entities<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|_, life| life == Life::Pending)
    }

    /// The entities of a model whose rows the next flush would update.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let users = s.add_all(["ada", "bob"].map(|name| User::builder().name(name).build()));
    /// s.commit()?;
    /// s[users[1]].email = Some("bob@example.com".to_owned());
    /// assert_eq!(s.dirty::<User>(), [users[1]]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn dirty<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|modified, life| life == Life::Persistent && modified)
    }

    /// The entities of a model that are marked for deletion.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s.delete(ada);
    /// assert_eq!(s.deleted::<User>(), [ada]);
    /// s.flush()?;
    /// assert!(s.deleted::<User>().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn deleted<M: Model>(&self) -> Vec<Entity<M>> {
        self.entities_where(|_, life| life == Life::Doomed)
    }

    fn entities_where<M: Model>(&self, wanted: impl Fn(bool, Life) -> bool) -> Vec<Entity<M>> {
        let Some(arena) = self.arena::<M>() else {
            return Vec::new();
        };
        let listed = arena.listed();
        let wanted = listed.iter().filter_map(|index| {
            let slot = arena.slots.get(*index as usize)?;
            let modified = match (&slot.value, &slot.baseline) {
                (Some(value), Some(baseline)) => self
                    .changes_between(value, &**baseline)
                    .map_or(true, |columns| !columns.is_empty()),
                _ => false,
            };
            wanted(modified, slot.life).then(|| self.entity(*index, slot.generation))
        });
        wanted.collect()
    }

    /// Everything the session watches, one line each: for debugging, not for parsing.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add(User::builder().name("ada").build());
    /// assert!(s.debug_view().contains("users"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn debug_view(&self) -> String {
        let mut text = format!("session {}", self.id);
        text.push_str(if self.in_transaction() {
            ", in a transaction\n"
        } else {
            "\n"
        });
        for arena in self.arenas.iter() {
            arena.describe(&mut text);
        }
        text
    }
}

/// One column that a flush would write.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// let ada = s.add(User::builder().name("ada").build());
/// s.commit()?;
/// s[ada].name = "lovelace".to_owned();
/// let change = s.changes(ada)?.remove(0);
/// assert_eq!((change.column, change.field), ("name", "name"));
/// assert_eq!(change.new, crocus::Value::Text("lovelace".into()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The column's name in the database.
    pub column: &'static str,
    /// The struct's field.
    pub field: &'static str,
    /// The stored value that the row has.
    pub old: Value,
    /// The stored value that it will have.
    pub new: Value,
}
