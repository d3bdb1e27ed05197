//! Changes of the schema: creating and dropping tables, and telling where they differ from models.

mod clause;
mod create;
mod drift;
mod existing;
mod macros;
