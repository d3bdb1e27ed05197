//! Small applications written from the documentation alone.

mod blog;
mod importer;
mod inventory;
mod scratch;
mod transfers;
