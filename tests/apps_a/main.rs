//! Small applications written from the documentation alone.

mod blog;
mod inventory;
mod scratch;
mod transfers;
