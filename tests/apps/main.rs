//! Small applications, as a user would write them: their models, what they do with them, and tests of
//! what must hold whoever uses them.

mod blog;
mod editor;
mod foreign_file;
mod importer;
mod inventory;
mod scratch;
mod transfers;
mod tree;
mod web;
