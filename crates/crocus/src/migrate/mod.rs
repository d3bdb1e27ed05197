//! Changes of the schema: creating and dropping tables, and telling where they differ from models.

mod create;
mod drift;
mod macros;
