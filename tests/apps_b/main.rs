//! Small applications written from the documentation alone.

mod foreign_file;
mod tree;
mod web;
